import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, type ButtonSize } from "../design";
import { useAct } from "../host/queries";

/** Copies a text, and says that it did. */
export function CopyButton({
  text,
  what,
  size = "sm",
  withWord,
}: {
  text: string;
  /** What is copied, for the name of the button: `Copy the command`. */
  what: string;
  size?: ButtonSize;
  /** Show a word beside the icon. */
  withWord?: boolean;
}) {
  const copy = useAct("copy_text");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const word = copy.isError ? "Not copied" : copied ? "Copied" : "Copy";
  return (
    <>
      <Button
        kind={withWord ? "plain" : "quiet"}
        size={size}
        icon={copied ? Check : Copy}
        aria-label={withWord ? undefined : `Copy ${what}`}
        tip={copy.isError ? copy.error.message : copied ? "Copied" : `Copy ${what}`}
        onPress={() => copy.mutate({ text }, { onSuccess: () => setCopied(true) })}
      >
        {withWord || copied || copy.isError ? word : null}
      </Button>
      <span className="sr" role="status">
        {copied ? "Copied" : copy.isError ? copy.error.message : ""}
      </span>
    </>
  );
}

/** A command or an address in a well of its own, with a button that copies it. */
export function CopyField({ text, what }: { text: string; what: string }) {
  return (
    <div className="cmd">
      <code className="mono" title={text}>
        {text}
      </code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
