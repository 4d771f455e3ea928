import { TriangleAlert } from "lucide-react";
import { Banner, Button } from "../../design";
import type { SshInclude as Include } from "../../host/types";
import { useSend } from "../../host/useSend";
import { CopyField } from "../../shared/CopyField";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

/** What is to be done about the line that includes the machines: add it, or have it moved. */
export function SshInclude({ include, onMoved }: { include: Include; onMoved: () => void }) {
  const move = useSend("ssh_include_move");
  const { title, said, line, canMove } = include;
  return (
    <div className="col gap2">
      <Banner
        tone="attention"
        icon={TriangleAlert}
        title={`${title}.`}
        action={
          canMove ? (
            <Button size="sm" busy={move.busy} onPress={() => move.send({}, onMoved)}>
              Move the line to the top
            </Button>
          ) : null
        }
      >
        {said}
      </Banner>
      {line ? <CopyField text={line} what="the line" /> : null}
      {move.error ? <ErrorBanner error={move.error} next /> : null}
    </div>
  );
}
