import { PageHeader } from "../../components/PageHeader.tsx";
import { useText } from "../../i18n/use-text.ts";
import { usePermissions } from "../../session/caller.ts";
import { LastEvents } from "./LastEvents.tsx";
import { MyNumbers } from "./MyNumbers.tsx";

export function HomeScreen() {
  const t = useText();
  const { readsAll } = usePermissions();
  return (
    <div className="screen">
      <PageHeader title={t("Home")} />
      {readsAll ? <LastEvents /> : <MyNumbers />}
    </div>
  );
}
