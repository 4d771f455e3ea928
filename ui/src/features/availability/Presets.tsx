import { PackageX, SearchX } from "lucide-react";
import { Button, Empty, GpuGlyph, Money } from "../../design";
import type { CommandError, PresetView } from "../../host/types";
import { canBeHad, presetName } from "../../shared/hardware";
import { LinkButton } from "../../shared/page/LinkTo";
import { Since } from "../../shared/stock/Since";
import { thingOfPreset } from "../../shared/stock/stock";
import { TellMe } from "../../shared/stock/TellMe";
import type { Opened } from "./panels";
import { Count, Free, Gb, Part } from "./parts";

/** Why a preset cannot be deployed. */
export function whyNot(preset: PresetView): string | null {
  if (canBeHad(preset)) return null;
  return preset.inStock ? "It has no readable price" : "It is sold out";
}

/** Presets of VMs; each leads to the wizard. */
export function Presets({
  presets,
  all,
  inStockOnly,
  fault,
  onRead,
  onOpen,
  onShowAll,
}: {
  presets: readonly PresetView[];
  all: number;
  inStockOnly: boolean;
  fault: CommandError | null;
  onRead: () => void;
  onOpen: (opened: Opened) => void;
  onShowAll: () => void;
}) {
  const none =
    presets.length > 0 ? null : all > 0 ? (
      <Empty icon={SearchX} title="No preset fits the search" />
    ) : (
      <Empty
        icon={PackageX}
        title={inStockOnly ? "No preset is in stock" : "The provider offers no presets"}
        actions={inStockOnly ? <Button onPress={onShowAll}>Show sold out ones</Button> : null}
      >
        {inStockOnly ? "All are sold out now; that is common and changes by the hour." : null}
      </Empty>
    );
  return (
    <Part
      id="av-presets"
      title="Virtual machines"
      note="presets, price of the whole VM"
      all={all}
      fault={fault}
      onRead={onRead}
      none={none}
    >
      <table className="table" aria-labelledby="av-presets">
        <colgroup>
          <col className="a-name" />
          <col className="a-size" />
          <col className="a-size" />
          <col className="a-size" />
          <col className="a-money a-fine" />
          <col className="a-money a-fine" />
          <col className="a-money" />
          <col />
          <col className="a-act" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Hardware</th>
            <th scope="col" className="num a-size">
              vCPU
            </th>
            <th scope="col" className="num a-size">
              RAM
            </th>
            <th scope="col" className="num a-size">
              Disk
            </th>
            <th scope="col" className="num a-fine">
              Compute
            </th>
            <th scope="col" className="num a-fine">
              Storage
            </th>
            <th scope="col" className="num">
              Together
            </th>
            <th scope="col">Available in</th>
            <th scope="col">
              <span className="sr">Deploy</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {presets.map((preset) => (
            <tr key={preset.id}>
              <td title={`${preset.gpuModel}, ${preset.operatingSystem}`}>
                <GpuGlyph gpus={preset.gpus} />
                <button
                  type="button"
                  className="open trunc"
                  onClick={() => onOpen({ kind: "preset", id: preset.id })}
                >
                  {presetName(preset)}
                </button>
              </td>
              <td className="num a-size">
                <Count value={preset.vcpu} />
              </td>
              <td className="num a-size">
                <Gb value={preset.ramGb} />
              </td>
              <td className="num a-size">
                <Gb value={preset.storageGb} />
              </td>
              <td className="num a-fine t2">
                <Money value={preset.computePerHour} fine />
              </td>
              <td className="num a-fine t2">
                <Money value={preset.storagePerHour} fine />
              </td>
              <td className="num">
                <Money value={preset.perHour} per="h" fine />
              </td>
              <td title={preset.places.join("; ")}>
                {preset.inStock && preset.places.length === 1 ? (
                  preset.places[0]
                ) : (
                  <>
                    <Free count={preset.inStock ? preset.places.length : 0} what="place" />{" "}
                    {preset.inStock ? null : (
                      <Since thing={thingOfPreset(preset)} inStock={false} />
                    )}
                  </>
                )}
              </td>
              <td className="num">
                <DeployPreset preset={preset} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}

/** Of a preset that is sold out: to be told, and to order it for when it is there. */
function WhenPreset({ preset, block }: { preset: PresetView; block?: boolean }) {
  const name = presetName(preset);
  return (
    <span className="row tight">
      <TellMe
        thing={thingOfPreset(preset)}
        name={name}
        size={block ? "md" : "sm"}
        iconOnly={!block}
      />
      <LinkButton
        size={block ? "md" : "sm"}
        to="/deploy/vm"
        search={{ preset: preset.id, when: true }}
        aria-label={`Deploy when available: ${name}`}
      >
        {block ? "Deploy when available" : "When available"}
      </LinkButton>
    </span>
  );
}

/** Leads to the wizard with this preset chosen. */
export function DeployPreset({ preset, block }: { preset: PresetView; block?: boolean }) {
  const off = whyNot(preset);
  const size = block ? "md" : "sm";
  const label = `Deploy ${presetName(preset)}`;
  if (off !== null && preset.perHour !== null) {
    return <WhenPreset preset={preset} block={block} />;
  }
  return off === null ? (
    <LinkButton
      size={size}
      kind={block ? "primary" : "plain"}
      to="/deploy/vm"
      search={{ preset: preset.id }}
      aria-label={label}
    >
      Deploy
    </LinkButton>
  ) : (
    <Button size={size} disabledReason={off} aria-label={label}>
      Deploy
    </Button>
  );
}
