import { PackageX, SearchX } from "lucide-react";
import { Button, Empty, GpuGlyph, Money } from "../../design";
import type { BareMetalPrice, CommandError } from "../../host/types";
import {
  keyOfLine,
  type NoneFree,
  networkName,
  nodeTraits,
  placeOf,
  whyNone,
} from "../../shared/hardware";
import { LinkButton } from "../../shared/page/LinkTo";
import { Since } from "../../shared/stock/Since";
import { thingOfLine } from "../../shared/stock/stock";
import { TellMe } from "../../shared/stock/TellMe";
import { Count, Free, Gb, Part } from "./parts";

/** Bare metal by place and network; each leads to the wizard. */
export function Metal({
  lines,
  all,
  fault,
  onRead,
}: {
  lines: readonly BareMetalPrice[];
  all: number;
  fault: CommandError | null;
  onRead: () => void;
}) {
  const none =
    lines.length > 0 ? null : all > 0 ? (
      <Empty icon={SearchX} title="No bare metal fits" />
    ) : (
      <Empty icon={PackageX} title="The provider offers no bare metal" />
    );
  return (
    <Part
      id="av-metal"
      title="Bare metal"
      note="whole nodes by place and network"
      all={all}
      fault={fault}
      onRead={onRead}
      none={none}
    >
      <table className="table" aria-labelledby="av-metal">
        <colgroup>
          <col className="a-name" />
          <col className="a-money" />
          <col className="a-size a-fine" />
          <col className="a-size a-fine" />
          <col className="a-size a-fine" />
          <col className="a-money" />
          <col className="a-money" />
          <col />
          <col className="a-act" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">Network</th>
            <th scope="col" className="num a-size a-fine">
              vCPU
            </th>
            <th scope="col" className="num a-size a-fine">
              RAM
            </th>
            <th scope="col" className="num a-size a-fine">
              Disk
            </th>
            <th scope="col" className="num">
              Per GPU
            </th>
            <th scope="col" className="num">
              Per node
            </th>
            <th scope="col">Free</th>
            <th scope="col">
              <span className="sr">Deploy</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={keyOfLine(line)}>
              <td title={[placeOf(line), ...nodeTraits(line)].join(", ")}>
                {line.gpusPerNode === null ? null : <GpuGlyph gpus={line.gpusPerNode} />}
                {line.place === null ? (
                  <span className="mono">{line.locationId}</span>
                ) : (
                  <span className="b">{line.place}</span>
                )}
              </td>
              <td>{networkName(line.network)}</td>
              <td className="num a-size a-fine">
                <Count value={line.vcpu} />
              </td>
              <td className="num a-size a-fine">
                <Gb value={line.ramGb} />
              </td>
              <td className="num a-size a-fine">
                <Gb value={line.storageGb} />
              </td>
              <td className="num">
                <Money value={line.perGpuHour} per="h" fine />
              </td>
              <td className="num">
                <Money value={line.perNodeHour} per="h" fine />
              </td>
              <td>
                <Free count={line.freeGpus} />{" "}
                {line.freeGpus === 0 ? <Since thing={thingOfLine(line)} inStock={false} /> : null}
              </td>
              <td className="num">
                <DeployLine line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
}

const OFF: Record<NoneFree, string> = {
  "No price": "It has no readable price",
  "Stock not told": "The provider does not tell how many GPUs are free",
  "Sold out": "It is sold out",
};

function DeployLine({ line }: { line: BareMetalPrice }) {
  const label = `Deploy bare metal, ${placeOf(line)}, ${networkName(line.network)}`;
  const why = whyNone(line);
  if (why === null) {
    return (
      <LinkButton
        size="sm"
        to="/deploy/bare-metal"
        search={{ location: line.locationId, network: line.network }}
        aria-label={label}
      >
        Deploy
      </LinkButton>
    );
  }
  if (why !== "Sold out") {
    return (
      <Button size="sm" disabledReason={OFF[why]} aria-label={label}>
        Deploy
      </Button>
    );
  }
  const name = `${placeOf(line)}, ${networkName(line.network)}`;
  return (
    <span className="row tight">
      <TellMe thing={thingOfLine(line)} name={name} iconOnly />
      <LinkButton
        size="sm"
        to="/deploy/bare-metal"
        search={{ location: line.locationId, network: line.network, when: true }}
        aria-label={`${label}, when available`}
      >
        When available
      </LinkButton>
    </span>
  );
}
