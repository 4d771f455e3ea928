import { FolderOpen } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "../../design";
import { useKeyFile } from "../../shared/useKeyFile";

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
  const read = useKeyFile();
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    setFile(chosen.name);
    onText("");
    const { text, problem } = await read(chosen);
    if (problem === null) onText(text);
    else onProblem(problem);
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
