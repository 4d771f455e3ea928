import { Download } from "lucide-react";
import { type RefObject, useState } from "react";
import { Button, type Caption, type ChartHandle, Menu, MenuItem, pngOf, toast } from "../../design";
import type { CommandError, PictureKind } from "../../host/types";
import { useSend } from "../../host/useSend";
import { type ActContext, useActing } from "../../shared/acting/acting";
import { copy } from "../../shared/acting/copy";
import { toastError } from "../../shared/errors/toastError";

/** Saves a chart as a picture into the folder of exports, and says where it is. */
export function ChartMenu({
  chart,
  name,
  caption,
  off,
}: {
  chart: RefObject<ChartHandle | null>;
  /** What the file is called, without its ending. */
  name: string;
  caption: Caption;
  /** Why nothing can be saved now. */
  off?: string | false;
}) {
  const acting = useActing();
  const { send, busy } = useSend("chart_save");
  const [draws, setDraws] = useState(false);
  const [open, setOpen] = useState(false);
  const save = async (kind: PictureKind) => {
    setDraws(true);
    const data = await drawn(chart, caption, kind);
    setDraws(false);
    if (data === null) return toastError(NOT_DRAWN);
    send({ name, kind, data }, ({ path }) => told(path, acting), toastError);
  };
  return (
    <Menu
      label="Save the chart"
      placement="bottom end"
      open={open && !off}
      onOpenChange={setOpen}
      trigger={
        <Button
          kind="quiet"
          icon={Download}
          aria-label="Save the chart"
          busy={busy || draws}
          disabledReason={off}
        />
      }
    >
      <MenuItem end="sharp at any size" onAction={() => void save("svg")} textValue="SVG">
        SVG
      </MenuItem>
      <MenuItem end="for documents" onAction={() => void save("png")} textValue="PNG">
        PNG
      </MenuItem>
    </Menu>
  );
}

const NOT_DRAWN: CommandError = {
  code: "local",
  message:
    "The chart could not be made into a picture. Nothing was saved. Show it once more, then save it, or take the table.",
  field: null,
  retryable: true,
  requestId: null,
};

async function drawn(
  chart: RefObject<ChartHandle | null>,
  caption: Caption,
  kind: PictureKind,
): Promise<string | null> {
  try {
    const picture = await chart.current?.picture(caption);
    if (!picture) return null;
    return kind === "svg" ? picture.svg : await pngOf(picture);
  } catch {
    // What a webview cannot draw is a fault of this computer, and the table has the same figures.
    return null;
  }
}

function told(path: string, acting: ActContext): void {
  toast({
    mark: "running",
    title: "Chart saved",
    meaning: path,
    action: { label: "Copy path", onPress: () => copy(acting, path, "the path of the picture") },
  });
}
