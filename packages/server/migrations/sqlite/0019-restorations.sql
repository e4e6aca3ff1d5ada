-- JSON. What an offboarding gave the new holders of its numbers; null in plans, and in offboardings of earlier versions.
alter table offboardings add column transfers text;
-- JSON. What the undo restored; null until then, and in offboardings undone by earlier versions.
alter table offboardings add column restoration text;
