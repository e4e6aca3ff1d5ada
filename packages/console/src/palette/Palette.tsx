import { Autocomplete } from "@base-ui/react/autocomplete";
import { useState } from "react";
import { Modal } from "../components/Modal.tsx";
import { useText } from "../i18n/use-text.ts";
import { type Command, usePaletteCommands } from "./use-palette-commands.ts";
import "./palette.css";

/** Finds screens, numbers, users and actions by their names. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const [text, setText] = useState("");
  const { commands, isFetching } = usePaletteCommands(text);
  const run = (command: Command) => {
    onClose();
    command.run();
  };
  return (
    <Modal title={t("Go to")} onClose={onClose}>
      <Autocomplete.Root<Command>
        open
        inline
        items={commands}
        filter={null}
        autoHighlight="always"
        value={text}
        onValueChange={setText}
        itemToStringValue={({ name }) => name}
      >
        <Autocomplete.Input
          className="palette-input"
          aria-label={t("Number, user, screen or action")}
          placeholder={t("Number, user, screen or action")}
        />
        <Autocomplete.Status className="visually-hidden">
          {isFetching
            ? t("Searching…")
            : t("{count, plural, one {# result} other {# results}}", { count: commands.length })}
        </Autocomplete.Status>
        <Autocomplete.Empty className="quiet palette-empty">
          {isFetching ? t("Searching…") : t("Nothing has this name.")}
        </Autocomplete.Empty>
        <Autocomplete.List className="palette-list">
          {(command: Command) => (
            <Autocomplete.Item
              key={command.id}
              value={command}
              className="picker-item"
              onClick={() => run(command)}
            >
              <bdi>{command.name}</bdi>
              <span className="quiet">{command.kind}</span>
            </Autocomplete.Item>
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
    </Modal>
  );
}
