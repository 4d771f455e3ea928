import {
  Empty,
  formatClock,
  formatCount,
  formatMoney,
  GpuGlyph,
  Money,
  SkeletonRows,
  StateMark,
  useLate,
} from "../../design";
import { useAsk } from "../../host/queries";
import type { BareMetalPrice, PresetView, PriceList } from "../../host/types";
import { Fault } from "../../shared/errors/Fault";

/** Minutes for which public prices count as today's. */
const FRESH = 5 * 60_000;

/** The public price list, read without a token. */
export function PriceTable() {
  const prices = useAsk("price_list", {}, { staleTime: FRESH });
  const late = useLate(prices.isPending);
  const list = prices.data;
  return (
    <section className="prices" aria-labelledby="prices">
      <div className="fs-t">
        <h2 className="h2" id="prices">
          Prices today
        </h2>
        {list ? (
          <span className="t3">Public, read without a token at {formatClock(list.readAt)}</span>
        ) : null}
      </div>
      <div className="box">
        {list ? (
          <Prices list={list} />
        ) : prices.error ? (
          <Fault
            error={prices.error}
            title="The prices could not be read"
            onRetry={() => void prices.refetch()}
            retrying={prices.isFetching}
          />
        ) : (
          <table className="table flush" aria-busy="true" aria-label="Prices, being read">
            <Columns />
            <Head model={null} />
            <tbody>{late ? <SkeletonRows widths={WIDTHS} rows={6} /> : null}</tbody>
          </table>
        )}
      </div>
      {list && prices.error ? (
        <p className="help caution">Not read again: {prices.error.message}</p>
      ) : null}
    </section>
  );
}

const WIDTHS = [
  62,
  64,
  { width: 24, num: true },
  { width: 44, num: true },
  { width: 52, num: true },
  { width: 40, num: true },
  { width: 36, num: true },
  { width: 48, num: true },
  72,
] as const;

function Columns() {
  return (
    <colgroup>
      <col style={{ width: 92 }} />
      <col style={{ width: 224 }} />
      <col style={{ width: 64 }} />
      <col style={{ width: 80 }} />
      <col style={{ width: 96 }} />
      <col className="hide-narrow" style={{ width: 96 }} />
      <col className="hide-narrow" style={{ width: 88 }} />
      <col style={{ width: 92 }} />
      <col />
    </colgroup>
  );
}

function Head({ model }: { model: string | null }) {
  return (
    <thead>
      <tr>
        <th colSpan={2}>{model ? `Hardware, ${model}` : "Hardware"}</th>
        <th className="num">vCPU</th>
        <th className="num">RAM</th>
        <th className="num">Disk</th>
        <th className="num hide-narrow">Compute</th>
        <th className="num hide-narrow">Storage</th>
        <th className="num">Together</th>
        <th>Available</th>
      </tr>
    </thead>
  );
}

/** The one value that all lines share, if they do. */
function shared<T>(lines: readonly T[], of: (line: T) => string | null): string | null {
  const [first, ...rest] = lines.map(of);
  return first && rest.every((other) => other === first) ? first : null;
}

function Prices({ list }: { list: PriceList }) {
  const { virtualMachines: machines, bareMetal } = list;
  if (machines.length === 0 && bareMetal.length === 0) {
    return <Empty title="The provider lists no prices">Look again later.</Empty>;
  }
  const model = shared(
    [...machines, ...bareMetal].filter(({ gpuModel }) => gpuModel !== null),
    ({ gpuModel }) => gpuModel,
  );
  const system = shared(machines, (preset) => preset.operatingSystem);
  const cpu = shared(bareMetal, (line) => line.cpuModel);
  return (
    <table className="table flush" aria-labelledby="prices">
      <Columns />
      <Head model={model} />
      {machines.length > 0 ? (
        <tbody>
          <GroupRow title="Virtual machines" note={system} />
          {machines.map((preset) => (
            <PresetRow key={preset.id} preset={preset} withModel={model === null} />
          ))}
        </tbody>
      ) : null}
      {bareMetal.length > 0 ? (
        <tbody>
          <GroupRow title="Bare metal" note={cpu ? `whole nodes, ${cpu}` : "whole nodes"} />
          {bareMetal.map((line) => (
            <BareMetalRow key={`${line.locationId} ${line.network}`} line={line} />
          ))}
        </tbody>
      ) : null}
    </table>
  );
}

function GroupRow({ title, note }: { title: string; note: string | null }) {
  return (
    <tr className="group">
      <th colSpan={7} scope="rowgroup">
        {title} <span className="t3">{note}</span>
      </th>
      <td colSpan={2} className="hide-narrow" />
    </tr>
  );
}

function Gb({ value }: { value: number | null }) {
  return value === null ? <span className="t3">not said</span> : <>{formatCount(value)} GB</>;
}

function PresetRow({ preset, withModel }: { preset: PresetView; withModel: boolean }) {
  const places = preset.places.length;
  return (
    <tr>
      <td>
        <GpuGlyph gpus={preset.gpus} />
      </td>
      <td>
        <span className="b">
          {preset.gpus} × {preset.gpuShort}
        </span>
        {withModel ? <span className="t3"> {preset.gpuModel}</span> : null}
      </td>
      <td className="num">{preset.vcpu ?? <span className="t3">not said</span>}</td>
      <td className="num">
        <Gb value={preset.ramGb} />
      </td>
      <td className="num">
        <Gb value={preset.storageGb} />
      </td>
      <td className="num t2 hide-narrow">
        <Money value={preset.computePerHour} fine />
      </td>
      <td className="num t2 hide-narrow">
        <Money value={preset.storagePerHour} fine />
      </td>
      <td className="num">
        <Money value={preset.perHour} per="h" fine />
      </td>
      <td title={preset.places.join(", ")}>
        {!preset.inStock ? (
          <SoldOut />
        ) : places === 0 ? (
          <StateMark mark="running" word="In stock" />
        ) : (
          <StateMark mark="running" word={`${places} ${places === 1 ? "location" : "locations"}`} />
        )}
      </td>
    </tr>
  );
}

const NETWORKS: Record<string, string> = { infiniband: "InfiniBand", ethernet: "Ethernet" };

function BareMetalRow({ line }: { line: BareMetalPrice }) {
  const free = line.freeGpus;
  return (
    <tr>
      <td>{line.gpusPerNode === null ? null : <GpuGlyph gpus={line.gpusPerNode} />}</td>
      <td>
        <span className="b">
          {line.gpusPerNode === null ? "" : `${line.gpusPerNode} × `}
          {line.gpuModel?.split(" ")[0] ?? "GPU"}
        </span>{" "}
        <span className="t3">per node, {NETWORKS[line.network] ?? line.network}</span>
      </td>
      <td className="num">{line.vcpu ?? <span className="t3">not said</span>}</td>
      <td className="num">
        <Gb value={line.ramGb} />
      </td>
      <td className="num">
        <Gb value={line.storageGb} />
      </td>
      <td className="num t2 hide-narrow" colSpan={2}>
        {line.perGpuHour === null
          ? null
          : `${formatMoney(line.perGpuHour, { fine: true })} per GPU`}
      </td>
      <td className="num">
        <Money value={line.perNodeHour} per="h" fine />
      </td>
      <td>
        {free === null ? (
          <span className="t3">not said</span>
        ) : free > 0 ? (
          <StateMark mark="running" word={`${formatCount(free)} GPUs`} />
        ) : (
          <SoldOut />
        )}
      </td>
    </tr>
  );
}

function SoldOut() {
  return <StateMark mark="terminated" word="Sold out" className="t3" />;
}
