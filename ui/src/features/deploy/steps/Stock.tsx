import { Ago, StateMark } from "../../../design";

/** Whether it can be had, as read just now. */
export function Stock({ there, word, readAt }: { there: boolean; word: string; readAt: string }) {
  return (
    <>
      <StateMark mark={there ? "running" : "terminated"} word={word} />{" "}
      <span className="t3 nowrap">
        read again <Ago at={readAt} suffix="ago" />
      </span>
    </>
  );
}
