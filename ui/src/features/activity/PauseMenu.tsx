import { Bell, BellOff, ChevronDown } from "lucide-react";
import { Button, formatMoment, Icon, Menu, MenuItem, MenuLine, useNow } from "../../design";
import { useAppState } from "../../host/queries";
import { useSend } from "../../host/useSend";
import { toastError } from "../../shared/errors/toastError";

/** When the morning of tomorrow begins here. */
const MORNING = 8;

/** Minutes from now until eight tomorrow. */
export function minutesToMorning(now: Date): number {
  const morning = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING);
  return Math.ceil((morning.getTime() - now.getTime()) / 60_000);
}

/** Holds the system's notices back for a while. */
export function PauseMenu() {
  const paused = useAppState().data?.noticesPausedUntil ?? null;
  const { send, busy } = useSend("notices_pause");
  const now = useNow(60_000);
  const pause = (minutes: number | null) => send({ minutes }, undefined, toastError);
  return (
    <Menu
      label="Pause notices"
      trigger={
        <Button icon={paused ? BellOff : Bell} busy={busy}>
          {paused ? `Paused until ${formatMoment(paused, now)}` : "Pause notices"}
          <Icon of={ChevronDown} size={14} />
        </Button>
      }
    >
      <MenuItem onAction={() => pause(60)}>For 1 hour</MenuItem>
      <MenuItem onAction={() => pause(minutesToMorning(new Date()))}>
        Until tomorrow, 08:00
      </MenuItem>
      <MenuLine />
      <MenuItem
        disabledReason={paused === null && "They are not paused"}
        onAction={() => pause(null)}
      >
        Resume now
      </MenuItem>
    </Menu>
  );
}
