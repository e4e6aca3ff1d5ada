import { Modal } from "../components/Modal.tsx";
import { useText } from "../i18n/use-text.ts";

/** The keys of the console. */
export function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const keys = [
    [["Ctrl K", "⌘ K"], t("Go to a number, user, screen or action")],
    [["?"], t("Show the keys")],
    [["/"], t("Search in this list")],
    [["U"], t("Undo the last change, while its message is shown")],
    [["↑", "↓", "Page Up", "Page Down", "Home", "End"], t("Move in a list")],
    [["Space"], t("Select a row")],
    [["Enter"], t("Open a row")],
    [["Esc"], t("Close a dialog")],
    [["F6"], t("Move to the messages")],
  ] as const;
  return (
    <Modal title={t("Keyboard shortcuts")} onClose={onClose}>
      <table className="table">
        <tbody>
          {keys.map(([names, effect]) => (
            <tr key={effect}>
              <td dir="ltr">
                {names.map((name) => (
                  <span key={name}>
                    <kbd>{name}</kbd>{" "}
                  </span>
                ))}
              </td>
              <td>{effect}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
