import { Fragment, type ReactNode } from "react";
import { formatCount, formatMoney, GpuGlyph, Money, RadioCard, StateMark } from "../../../design";
import type { PresetView } from "../../../host/types";
import { canBeHad, presetName } from "../../../shared/hardware";
import { Since } from "../../../shared/stock/Since";
import { SoldOutActs } from "../../../shared/stock/SoldOutActs";
import { thingOfPreset } from "../../../shared/stock/stock";

/** One preset with what it is, what it costs and where it stands. */
export function PresetCard({
  preset,
  apart,
  chosen,
  when,
  onWhen,
}: {
  preset: PresetView;
  /** What sets it apart from the others besides its figures. */
  apart: readonly string[];
  chosen: boolean;
  /** It is for when it is available, so that it may be sold out. */
  when: boolean;
  /** Chooses it for when it is available. */
  onWhen: () => void;
}) {
  const had = canBeHad(preset);
  const why = preset.perHour === null ? "No readable price" : "Sold out";
  const price = preset.perHour === null ? "no price" : `${formatMoney(preset.perHour)}/h`;
  const thing = thingOfPreset(preset);
  const card = (
    <RadioCard
      value={preset.id}
      label={`${presetName(preset)}, ${had ? price : why.toLowerCase()}`}
      // What was chosen before it sold out stays chosen, and the field says so.
      off={!had && !chosen && !(when && preset.perHour !== null)}
    >
      <div className="preset-head">
        <span className="bb trunc">{presetName(preset)}</span>
        <span className="push" />
        <GpuGlyph gpus={preset.gpus} />
      </div>
      <Lines
        lines={[
          ["vCPU", preset.vcpu === null ? null : formatCount(preset.vcpu)],
          ["RAM", gigabytes(preset.ramGb)],
          ["Disk", gigabytes(preset.storageGb)],
        ]}
      />
      {apart.length > 0 ? (
        <p className="preset-apart t3 t12">
          {apart.map((trait) => (
            <span key={trait}>{trait}</span>
          ))}
        </p>
      ) : null}
      <Lines
        lines={[
          ["Compute", <Money key="c" value={preset.computePerHour} fine />],
          ["Storage", <Money key="s" value={preset.storagePerHour} fine />],
        ]}
        sum={["Per hour", <Money key="h" value={preset.perHour} per="h" fine />]}
      />
      <div className="preset-stock">
        <span className="row tight">
          {had ? (
            <StateMark mark="running" word="In stock" />
          ) : (
            <StateMark mark="terminated" word={why} className="t2" />
          )}
          <span className="push" />
          <Since thing={thing} inStock={preset.inStock} />
        </span>
        {had && preset.places.length > 0 ? (
          <span className="t3 t12">{preset.places.join("; ")}</span>
        ) : null}
      </div>
    </RadioCard>
  );
  if (had || preset.perHour === null) return card;
  // Beside the card and not in it: a card is one control.
  return (
    <div className="sold-out" data-chosen={chosen ? "" : undefined}>
      {card}
      <SoldOutActs
        thing={thing}
        name={presetName(preset)}
        onWhen={when && chosen ? undefined : onWhen}
      />
    </div>
  );
}

function gigabytes(size: number | null): string | null {
  return size === null ? null : `${formatCount(size)} GB`;
}

function Lines({
  lines,
  sum,
}: {
  lines: readonly (readonly [string, ReactNode])[];
  sum?: readonly [string, ReactNode];
}) {
  return (
    <dl className={sum ? "preset-price" : undefined}>
      {lines.map(([label, value]) =>
        value === null ? null : (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ),
      )}
      {sum ? (
        <>
          <dt className="sum">{sum[0]}</dt>
          <dd className="sum">{sum[1]}</dd>
        </>
      ) : null}
    </dl>
  );
}
