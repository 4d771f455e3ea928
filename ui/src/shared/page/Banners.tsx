import { CloudOff, Info, KeyRound, LockOpen } from "lucide-react";
import { useState } from "react";
import { Ago, Banner, Button, Until } from "../../design";
import { useAct, useAppState, useAsk } from "../../host/queries";
import type { AppState } from "../../host/types";
import { saidOf, wordsFor } from "../errors/errors";
import { TokenDialog } from "./TokenDialog";

/** What was read and put away in this run; it comes again with the next start. */
const putAway = new Set<string>();

/** A new token that sees nothing of what the account has: two ways out, and nothing is settled before. */
function WhoseToken({ id, state }: { id: string; state: AppState }) {
  const same = useAct("profile_is_same");
  const asNew = useAct("profile_as_new");
  const name = state.profiles.find((profile) => profile.id === id)?.name ?? "this account";
  const failed = same.error ?? asNew.error;
  return (
    <Banner
      bar
      tone="attention"
      icon={KeyRound}
      title={`This token sees other machines than ${name} had: is it another organization?`}
      action={
        <>
          <Button size="sm" busy={asNew.isPending} onPress={() => asNew.mutate({ id })}>
            Keep as a new account
          </Button>
          <Button kind="quiet" size="sm" busy={same.isPending} onPress={() => same.mutate({ id })}>
            It is the same
          </Button>
        </>
      }
    >
      {failed
        ? `${saidOf(failed).title}. ${saidOf(failed).rest}`
        : "Until you say so nothing of it is ended, bought, settled or taken for gone, and what runs is billed."}
    </Banner>
  );
}

/** One banner at a time, the gravest: token, whose token, reading, start-up, keychain. */
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
  if (state.askedIdentity) return <WhoseToken id={state.askedIdentity} state={state} />;
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
