import { Search } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { Button, Icon } from "../../design";
import { keysText, PALETTE_KEYS } from "../acting/keyNames";
import { useLayers } from "../acting/layers";

/** Opens the palette: a field in looks, an icon where the window is narrow. */
export function PaletteField() {
  const { show } = useLayers();
  const open = () => show({ is: "palette" });
  return (
    <>
      <AriaButton className="input soft palette-field hide-narrow" onPress={open}>
        <Icon of={Search} size={14} />
        <span>Search or run</span>
        <span className="push kbd" aria-hidden="true">
          {keysText(PALETTE_KEYS)}
        </span>
      </AriaButton>
      <span className="only-narrow">
        <Button
          icon={Search}
          aria-label="Search or run"
          tip={
            <>
              Search or run <span className="kbd">{keysText(PALETTE_KEYS)}</span>
            </>
          }
          onPress={open}
        />
      </span>
    </>
  );
}
