import type { ReactNode } from "react";
import {
  Exact,
  formatCount,
  KeyValue,
  Moment,
  Money,
  Panel,
  PanelSection,
  Sheet,
  SheetLine,
  Skeleton,
  TextButton,
  useLate,
} from "../../design";
import { useAsk } from "../../host/queries";
import type { CommandError, HostNodeView } from "../../host/types";
import { CopyButton } from "../../shared/CopyField";
import { Fault } from "../../shared/errors/Fault";
import { presetName } from "../../shared/hardware";
import { Since } from "../../shared/stock/Since";
import { thingOfPreset } from "../../shared/stock/stock";
import { DeployPreset } from "./Presets";
import { Count, Free, Gb } from "./parts";

/** What the panel shows. */
export interface Opened {
  kind: "preset" | "location" | "hostnode";
  id: string;
}

interface Props {
  id: string;
  /** Names of places by id, as far as they were read. */
  places: ReadonlyMap<string, string>;
  onOpen: (opened: Opened) => void;
  onClose: () => void;
}

/** One preset, place or host node, read by its id. */
export function OpenPanel({ opened, ...rest }: { opened: Opened } & Omit<Props, "id">) {
  const props = { id: opened.id, ...rest };
  if (opened.kind === "preset") return <PresetPanel {...props} />;
  return opened.kind === "location" ? <LocationPanel {...props} /> : <NodePanel {...props} />;
}

interface Asked {
  error: CommandError | null;
  isPending: boolean;
  isFetching: boolean;
  refetch: () => unknown;
}

/** What stands in a panel until it is read, or instead. */
function Unread({ asked, title }: { asked: Asked; title: string }) {
  const late = useLate(asked.isPending);
  if (asked.error) {
    return (
      <Fault
        error={asked.error}
        title={title}
        onRetry={() => void asked.refetch()}
        retrying={asked.isFetching}
      />
    );
  }
  return (
    <PanelSection>
      {late ? (
        <div className="col gap2" aria-busy="true">
          <Skeleton width="60%" />
          <Skeleton width="80%" />
          <Skeleton width="40%" />
        </div>
      ) : null}
    </PanelSection>
  );
}

function ReadAt({ at, fault }: { at: string; fault: CommandError | null }) {
  return (
    <span className="t3 t12">
      Read <Moment at={at} />
      {fault ? <span className="warn">; not read again: {fault.message}</span> : null}
    </span>
  );
}

function Id({ id, what }: { id: string; what: string }) {
  return (
    <span className="row tight">
      <span className="mono value">{id}</span>
      <CopyButton text={id} what={what} />
    </span>
  );
}

function PresetPanel({ id, onClose }: Props) {
  const asked = useAsk("preset", { id });
  const preset = asked.data?.preset;
  if (!preset) {
    return (
      <Panel title="Preset" onClose={onClose}>
        <Unread asked={asked} title="The preset could not be read" />
      </Panel>
    );
  }
  return (
    <Panel
      title={presetName(preset)}
      sub={<p className="t2">{preset.gpuModel}</p>}
      onClose={onClose}
      foot={<DeployPreset preset={preset} block />}
    >
      <PanelSection title="Hardware">
        <KeyValue
          lines={[
            ["GPUs", formatCount(preset.gpus)],
            ["vCPU", <Count key="v" value={preset.vcpu} />],
            ["RAM", <Gb key="r" value={preset.ramGb} />],
            ["Disk", <Gb key="d" value={preset.storageGb} />],
            ["System", preset.operatingSystem || "not said"],
          ]}
        />
      </PanelSection>
      <PanelSection title="Price">
        <Sheet>
          <SheetLine label="Compute">
            <Money value={preset.computePerHour} per="h" fine />
          </SheetLine>
          <SheetLine label="Storage">
            <Money value={preset.storagePerHour} per="h" fine />
          </SheetLine>
          <SheetLine label="Together" sum>
            <Money value={preset.perHour} per="h" fine />
          </SheetLine>
        </Sheet>
      </PanelSection>
      <PanelSection title="In stock in">
        {preset.places.length === 0 ? (
          <span className="row tight">
            <Free count={0} />
            <Since thing={thingOfPreset(preset)} inStock={false} />
          </span>
        ) : (
          <ul>
            {preset.places.map((place) => (
              <li key={place}>{place}</li>
            ))}
          </ul>
        )}
      </PanelSection>
      <PanelSection>
        <KeyValue lines={[["Id", <Id key="i" id={preset.id} what="the id" />]]} />
        {asked.data ? <ReadAt at={asked.data.readAt} fault={asked.error} /> : null}
      </PanelSection>
    </Panel>
  );
}

function LocationPanel({ id, onOpen, onClose }: Props) {
  const asked = useAsk("location", { id });
  const place = asked.data?.location;
  if (!place) {
    return (
      <Panel title="Place" onClose={onClose}>
        <Unread asked={asked} title="The place could not be read" />
      </Panel>
    );
  }
  return (
    <Panel title={place.place} badge={<Free count={place.freeGpus} />} onClose={onClose}>
      <PanelSection title="Host nodes">
        {place.nodes.length === 0 ? (
          <p className="t3">It has none for VMs.</p>
        ) : (
          <Sheet>
            {place.nodes.map((node) => (
              <SheetLine
                key={node.id}
                label={
                  <TextButton
                    aria-label={`Host node ${node.id}`}
                    onPress={() => onOpen({ kind: "hostnode", id: node.id })}
                  >
                    <span className="mono">{node.id.slice(0, 13)}</span>
                  </TextButton>
                }
              >
                <Free count={node.freeGpus} />
              </SheetLine>
            ))}
          </Sheet>
        )}
        <NotChosen />
      </PanelSection>
      <PanelSection>
        <KeyValue lines={[["Id", <Id key="i" id={place.id} what="the id" />]]} />
        {asked.data ? <ReadAt at={asked.data.readAt} fault={asked.error} /> : null}
      </PanelSection>
    </Panel>
  );
}

function NodePanel({ id, places, onOpen, onClose }: Props) {
  const asked = useAsk("hostnode", { id });
  const node = asked.data?.node;
  if (!node) {
    return (
      <Panel title="Host node" onClose={onClose}>
        <Unread asked={asked} title="The host node could not be read" />
      </Panel>
    );
  }
  const { locationId } = node;
  return (
    <Panel title="Host node" badge={<Free count={node.freeGpus} />} onClose={onClose}>
      <PanelSection title="Free now">
        <KeyValue
          lines={[
            ...node.gpus.map(
              ({ model, free }) => [model, <Free key={model} count={free} />] as const,
            ),
            ["vCPU", <Count key="v" value={node.vcpu} />],
            ["RAM", <Gb key="r" value={node.ramGb} />],
            ["Disk", <Gb key="d" value={node.storageGb} />],
          ]}
        />
        <NotChosen />
      </PanelSection>
      <PanelSection title="Prices per hour">
        <Prices node={node} />
      </PanelSection>
      <PanelSection title={`Ports, ${formatCount(node.ports.length)}`}>
        <p className="ports-list">
          {node.ports.length === 0 ? <span className="t3">none</span> : node.ports.join(" ")}
        </p>
      </PanelSection>
      <PanelSection>
        <KeyValue
          lines={[
            ["Id", <Id key="i" id={node.id} what="the id" />],
            [
              "Place",
              locationId === null ? null : (
                <TextButton key="p" onPress={() => onOpen({ kind: "location", id: locationId })}>
                  {places.get(locationId) ?? <span className="mono">{locationId}</span>}
                </TextButton>
              ),
            ],
          ]}
        />
        {asked.data ? <ReadAt at={asked.data.readAt} fault={asked.error} /> : null}
      </PanelSection>
    </Panel>
  );
}

function Prices({ node }: { node: HostNodeView }) {
  const lines: readonly (readonly [string, ReactNode])[] = [
    ...node.gpus.map(
      ({ model, perHour }) => [`GPU, ${model}`, <Exact key={model} value={perHour} />] as const,
    ),
    ["vCPU", <Exact key="v" value={node.perVcpuHour} />],
    ["GB of RAM", <Exact key="r" value={node.perGbRamHour} />],
    ["GB of disk", <Exact key="d" value={node.perGbStorageHour} />],
  ];
  return (
    <Sheet>
      {lines.map(([label, amount]) => (
        <SheetLine key={label} label={label}>
          {amount}
        </SheetLine>
      ))}
    </Sheet>
  );
}

function NotChosen() {
  return <p className="t3 t12">It cannot be chosen: the provider chooses the place of a VM.</p>;
}
