import "./palette.css";
import { Fragment } from "react";
import { Button, Dialog } from "../../design";
import { type Combo, keyNames } from "../../shared/acting/keyNames";
import { NATIVE, SHORTCUTS } from "../shortcuts";

/** The groups by column, so that all of them fit the least window: what would lie below its edge no key reaches. */
const COLUMNS = [["Go to"], ["Everywhere", "In a room"], ["In a list"]] as const;

const ALL = [...SHORTCUTS, ...NATIVE];

/** All shortcuts, with the names of the keys on this system. */
export default function KeySheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Keyboard shortcuts"
      lead="Single keys wait while you type in a field."
      width={844}
      foot={
        <Button autoFocus onPress={onClose}>
          Close
        </Button>
      }
    >
      <div className="key-sheet">
        {COLUMNS.map((groups) => (
          <div className="col gap4" key={groups[0]}>
            {groups.map((group) => (
              <section key={group}>
                <h3>{group}</h3>
                <dl>
                  {ALL.filter((one) => one.group === group).map(({ label, combos }) => (
                    <div className="ln" key={label}>
                      <dt>{label}</dt>
                      <dd>
                        {combos.map((combo, at) => (
                          <Fragment key={combo.key}>
                            {at > 0 ? <span>or</span> : null}
                            <Keys combo={combo} />
                          </Fragment>
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function Keys({ combo }: { combo: Combo }) {
  return keyNames(combo).map((name) => (
    <kbd className="kbd" key={name}>
      {name}
    </kbd>
  ));
}
