import { Bell, BellOff } from "lucide-react";
import { Icon, Moment } from "../../design";
import { useAppState } from "../../host/queries";
import { LinkTo } from "../../shared/page/LinkTo";

/** What the bells mean, and when notices wait. */
export function Hint() {
  const state = useAppState().data;
  const quiet = state?.settings.notices?.quiet;
  const paused = state?.noticesPausedUntil ?? null;
  const held = (
    <>
      held notices are marked{" "}
      <span className="bell">
        <Icon of={BellOff} size={14} />
        <span className="sr">with a struck bell</span>
      </span>
      .
    </>
  );
  return (
    <p className="rec-hint">
      <Icon of={Bell} size={14} />
      <span className="trunc">
        A line with a bell was shown as a notice of the system too.{" "}
        {paused ? (
          <>
            Paused until <Moment at={paused} />, {held}
          </>
        ) : quiet ? (
          <>
            Quiet from {quiet.from} to {quiet.to}, {held}
          </>
        ) : null}
      </span>
      <LinkTo className="push more nowrap" to="/settings" hash="settings-notices">
        Choose notices
      </LinkTo>
    </p>
  );
}
