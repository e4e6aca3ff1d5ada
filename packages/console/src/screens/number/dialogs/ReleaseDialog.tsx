import { useState } from "react";
import { DialogForm } from "../../../components/forms/DialogForm.tsx";
import { Line } from "../../../components/Line.tsx";
import { Modal } from "../../../components/Modal.tsx";
import type { VersionedNumber } from "../../../data/numbers.ts";
import { useChange } from "../../../data/use-change.ts";
import { useOrganization } from "../../../hooks/use-organization.ts";
import { useText } from "../../../i18n/use-text.ts";
import { client } from "../../../session/client.ts";

interface ReleaseDialogProps {
  readonly versioned: VersionedNumber;
  readonly onClose: () => void;
}

/** The only change of a number that cannot be undone. */
export function ReleaseDialog({ versioned, onClose }: ReleaseDialogProps) {
  const t = useText();
  const organization = useOrganization();
  const [{ number, etag }] = useState(versioned);
  const release = useChange({
    send: () => client.numbers.release({ organization, number: number.id }, { ifMatch: etag }),
    done: () => t("{line} is released.", { line: number.line }),
    onResult: onClose,
  });
  return (
    <Modal
      title={t("Release the number to the carrier")}
      description={
        <>
          <Line>{number.line}</Line>{" "}
          {t("The organization loses the number. This cannot be undone; the history stays.")}
        </>
      }
      onClose={onClose}
    >
      <DialogForm
        submit={t("Release")}
        kind="danger"
        isPending={release.isPending}
        error={release.error}
        onSubmit={() => release.mutate(undefined)}
        onClose={onClose}
      />
    </Modal>
  );
}
