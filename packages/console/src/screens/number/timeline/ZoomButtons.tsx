import { Button } from "../../../components/Button.tsx";
import { useText } from "../../../i18n/use-text.ts";
import type { TimelineView } from "./use-timeline-view.ts";

export function ZoomButtons({ view }: { readonly view: TimelineView }) {
  const t = useText();
  return (
    <div className="zoom-buttons" role="group" aria-label={t("Zoom")}>
      <Button disabled={view.showsAll} onClick={() => view.pan(-0.5)}>
        {t("Earlier")}
      </Button>
      <Button disabled={view.showsAll} onClick={() => view.pan(0.5)}>
        {t("Later")}
      </Button>
      <Button disabled={!view.canZoomIn} onClick={() => view.zoom(0.5)}>
        {t("Zoom in")}
      </Button>
      <Button disabled={view.showsAll} onClick={() => view.zoom(2)}>
        {t("Zoom out")}
      </Button>
      <Button disabled={view.showsAll} onClick={view.showAll}>
        {t("Show all")}
      </Button>
    </div>
  );
}
