import { useState } from "react";
import { CheckField } from "../../components/forms/CheckField.tsx";
import { DialogForm } from "../../components/forms/DialogForm.tsx";
import { TextField } from "../../components/forms/TextField.tsx";
import { Modal } from "../../components/Modal.tsx";
import { useChange } from "../../data/use-change.ts";
import { useOrganization } from "../../hooks/use-organization.ts";
import { useUrlState } from "../../hooks/use-url-state.ts";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { client } from "../../session/client.ts";
import { savedScreen, viewQuery } from "./view-query.ts";

/** Saves the search and the filters of the list under a name. */
export function SaveViewDialog() {
  const t = useText();
  const organization = useOrganization();
  const { canChange } = usePermissions();
  const [search, changeUrl] = useUrlState();
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  const close = () => changeUrl({ dialog: undefined });
  const save = useChange({
    send: () =>
      client.savedViews.create({
        organization,
        name,
        screen: savedScreen,
        query: viewQuery(search),
        isShared,
      }),
    done: () => t("The view {name} is saved.", { name }),
    undo: async ({ data }) => await client.savedViews.delete({ organization, savedView: data.id }),
    onResult: close,
  });
  return (
    <Modal title={t("Save this view")} onClose={close}>
      <DialogForm
        submit={t("Save")}
        isPending={save.isPending}
        isReady={name.trim() !== ""}
        error={save.error}
        onSubmit={() => save.mutate(undefined)}
        onClose={close}
      >
        <TextField label={t("Name")} required maxLength={200} value={name} onText={setName} />
        {canChange && (
          <CheckField
            label={t("Everybody in the organization sees it")}
            isChecked={isShared}
            onCheck={setShared}
          />
        )}
      </DialogForm>
    </Modal>
  );
}
