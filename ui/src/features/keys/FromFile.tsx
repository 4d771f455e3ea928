import { FolderOpen } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "../../design";

/** No public key comes near it; what is larger is not even read. */
const MOST_BYTES = 65_536;

/** Takes the text of a file that a person chooses. What it is, the core says. */
export function FromFile({
  onText,
  onProblem,
}: {
  onText: (text: string) => void;
  onProblem: (problem: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<string | null>(null);
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    setFile(chosen.name);
    onText("");
    if (chosen.size > MOST_BYTES) {
      onProblem(`${chosen.name} is too large to be a public key. Choose a file that ends in .pub.`);
      return;
    }
    try {
      const text = (await chosen.text()).trim();
      if (text === "") onProblem(`${chosen.name} is empty. Choose a file that ends in .pub.`);
      else onText(text);
    } catch {
      onProblem(`${chosen.name} could not be read. Check its permissions, or paste the key.`);
    }
  };
  return (
    <div className="row">
      <input
        ref={input}
        type="file"
        className="sr"
        aria-label="File with the public key"
        tabIndex={-1}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          // The same file can be chosen again, once it is mended.
          event.target.value = "";
        }}
      />
      <Button icon={FolderOpen} onPress={() => input.current?.click()}>
        Choose a file
      </Button>
      <span className="t2 trunc">{file ?? "One that ends in .pub"}</span>
    </div>
  );
}
