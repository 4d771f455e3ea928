import { CloudOff, Info, KeyRound, LockOpen } from "lucide-react";
import { useState } from "react";
import { Ago, Banner, Button, Until } from "../../design";
import { useAct, useAppState, useAsk } from "../../host/queries";
import { saidOf, wordsFor } from "../errors/errors";
import { TokenDialog } from "./TokenDialog";

/** What was read and put away in this run; it comes again with the next start. */
const putAway = new Set<string>();

/** One banner at a time, the gravest: token, reading, start-up, keychain. */
export function Banners() {
  const state = useAppState().data;
  const fleet = useAsk("fleet", {}).data;
  const refresh = useAct("refresh");
  const [asking, setAsking] = useState(false);
  const [, redraw] = useState(0);
  if (!state) return null;

  if (state.tokenRefused) {
    return (
      <>
        <Banner
          bar
          tone="failed"
          icon={KeyRound}
          title="The token was refused (401)."
          action={
            <Button size="sm" onPress={() => setAsking(true)}>
              Give a token
            </Button>
          }
        >
          Nothing can be read or changed until a new one is given. What runs goes on and is billed.
        </Banner>
        <TokenDialog open={asking} onClose={() => setAsking(false)} state={state} />
      </>
    );
  }
  // Where nothing was read yet, the list itself says why.
  if (fleet?.fault && fleet.readAt) {
    const fault = saidOf(fleet.fault);
    return (
      <Banner
        bar
        tone={wordsFor(fleet.fault).severity}
        icon={CloudOff}
        title={`${fault.title}.`}
        action={
          <Button size="sm" busy={refresh.isPending} onPress={() => refresh.mutate({})}>
            Try now
          </Button>
        }
      >
        {fault.rest} What you see is <Ago at={fleet.readAt} /> old.{" "}
        {fleet.nextTryAt ? (
          <>
            Next reading in <Until at={fleet.nextTryAt} />.
          </>
        ) : null}
      </Banner>
    );
  }
  const notice = [...state.notices, state.keychainNotice].find(
    (text): text is string => text !== null && !putAway.has(text),
  );
  if (!notice) return null;
  return (
    <Banner
      bar
      tone="attention"
      icon={notice === state.keychainNotice ? LockOpen : Info}
      action={
        <Button
          kind="quiet"
          size="sm"
          onPress={() => {
            putAway.add(notice);
            redraw((times) => times + 1);
          }}
        >
          Put away
        </Button>
      }
    >
      {notice}
    </Banner>
  );
}
