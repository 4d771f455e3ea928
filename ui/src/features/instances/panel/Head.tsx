import { Tags as TagsIcon } from "lucide-react";
import { useState } from "react";
import { Button, Tag, useFocusBack } from "../../../design";
import type { InstanceView } from "../../../host/types";
import { hardwareOf, whyOff } from "../machine";
import { NameForm } from "./NameForm";
import { TagsForm } from "./TagsForm";

/** Under the name: hardware, place and tags; or the form that changes the name or the tags. */
export function Head({
  machine,
  location,
  naming,
  onNamed,
}: {
  machine: InstanceView;
  location: string | null;
  /** The name is being changed. */
  naming: boolean;
  onNamed: () => void;
}) {
  const [tagging, setTagging] = useState(false);
  const edit = useFocusBack(tagging);
  return (
    <>
      {naming ? <NameForm machine={machine} onDone={onNamed} /> : null}
      <p className="t2 t12 hardware">
        {hardwareOf(machine)}
        {location ? `, in ${location}` : null}
      </p>
      {tagging ? (
        <TagsForm machine={machine} onDone={() => setTagging(false)} />
      ) : (
        <div className="row tight wrap tags">
          {machine.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
          <Button
            ref={edit}
            kind="quiet"
            size="sm"
            icon={TagsIcon}
            aria-label={machine.tags.length === 0 ? undefined : "Edit tags"}
            disabledReason={whyOff(machine.acts.modify)}
            onPress={() => setTagging(true)}
          >
            {machine.tags.length === 0 ? "Add a tag" : null}
          </Button>
        </div>
      )}
    </>
  );
}
