import { CircleAlert } from "lucide-react";
import { Banner, TextField } from "../../design";
import type { NameAsked } from "../../host/types";

/** Says why something exceeds the account's spending limit, and takes the name that does it all the same. */
export function TypeName({
  asked,
  typed,
  onChange,
  error,
}: {
  asked: NameAsked;
  typed: string;
  onChange: (typed: string) => void;
  /** Why the core did not take what was typed. */
  error: string | null;
}) {
  return (
    <>
      <Banner tone="attention" icon={CircleAlert} title="Spending limit.">
        {asked.why}
      </Banner>
      <TextField
        label={
          <>
            Type <span className="mono bb">{asked.name}</span> to go ahead anyway
          </>
        }
        name="typedName"
        mono
        size="lg"
        value={typed}
        onChange={onChange}
        error={error}
      />
    </>
  );
}

/** Why it is off while its name must be typed and nothing is. What was typed is the core's to judge. */
export function nameMissing(asked: NameAsked | null | undefined, typed: string): string | null {
  return asked && typed.trim() === "" ? `Type ${asked.name} first` : null;
}
