import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Button, Duration, formatCount, Icon, KeyValue, Moment, Money, Tag } from "../../../design";
import type { DeployDraft, DeployReview, DeployStep, PresetView } from "../../../host/types";
import { ENDS } from "../../../shared/lease";
import { STEP_LABELS } from "../draft";
import { STEP_NAMES } from "../first-steps/names";
import { WholeCloudInit } from "../first-steps/WholeCloudInit";
import { metalLines } from "../metal/reviewLines";
import { MonthLines } from "./MonthLines";
import { Stock } from "./Stock";

/** A label and what stands behind it. */
type Line = readonly [string, ReactNode];

/** What is bought, step by step, each with the way back to it. */
export function ReviewRows({
  draft,
  review,
  onEdit,
}: {
  draft: DeployDraft;
  review: DeployReview;
  onEdit: (step: DeployStep) => void;
}) {
  const { preset, metal } = review;
  const rows: readonly (readonly [DeployStep, readonly Line[]])[] = [
    [
      "hardware",
      [
        ...(preset ? presetLines(preset, review.readAt) : []),
        ...(metal ? metalLines(metal, review.readAt) : []),
        ...priceLines(review),
      ],
    ],
    [
      "access",
      [
        [
          "Name",
          <span key="n" className="b wrap">
            {draft.name}
          </span>,
        ],
        ["Keys", <Keys key="k" review={review} />],
        metal
          ? ["Sub-order", metal.subOrder ?? "none, so the default of its network"]
          : ["Password", draft.password === "" ? "none" : "set"],
      ],
    ],
    ["storage", metal ? [["Volume", metal.storage ?? "none"]] : []],
    [
      "software",
      [
        ["First steps", firstSteps(draft)],
        ["cloud-init", software(draft)],
        ["Sent", draft.firstSteps ? <WholeCloudInit key="w" draft={draft} /> : null],
        ["Check", <Verdict key="v" review={review} />],
      ],
    ],
    ["guardrails", guardrailLines(draft, review)],
  ];
  return (
    <div className="box review-rows">
      {rows
        .filter(([, lines]) => lines.length > 0)
        .map(([step, lines]) => (
          <Row key={step} step={step} lines={lines} onEdit={onEdit} />
        ))}
    </div>
  );
}

function presetLines(preset: PresetView, readAt: string): Line[] {
  return [
    ["Preset", hardware(preset)],
    ["System", preset.operatingSystem],
    [
      "In stock",
      <Stock
        key="s"
        there={preset.inStock}
        word={preset.inStock ? preset.places.join("; ") || "Yes" : "Sold out"}
        readAt={readAt}
      />,
    ],
  ];
}

function priceLines({ cost }: DeployReview): Line[] {
  return [
    [
      "Price",
      <>
        <Money value={cost.perHour} per="h" fine className="b" />{" "}
        <span className="t3">
          <Money value={cost.perDay} per="day" />, <Money value={cost.per30Days} /> in 30 days
        </span>
      </>,
    ],
    [
      "Runway",
      cost.runway ? (
        <>
          <Duration seconds={cost.runway.beforeSeconds} /> <span className="t3">now, then</span>{" "}
          <Duration seconds={cost.runway.afterSeconds} />
        </>
      ) : null,
    ],
    ["This month", <MonthLines key="m" cost={cost} />],
  ];
}

function guardrailLines({ tags, lease }: DeployDraft, { cost }: DeployReview): Line[] {
  return [
    [
      "Tags",
      tags.length === 0 ? (
        "none"
      ) : (
        <span key="t" className="row tight wrap">
          {tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </span>
      ),
    ],
    [
      "Lease",
      lease ? (
        <>
          {lease.endsAt ? (
            <>
              until <Moment at={lease.endsAt} />
            </>
          ) : (
            `${formatCount(lease.hours)} h`
          )}
          , then {ENDS[lease.action].done}
          {cost.leaseAtMost ? (
            <span className="t3">
              {" "}
              <Money value={cost.leaseAtMost} /> until then, while Voltdeck runs
            </span>
          ) : null}
        </>
      ) : (
        "none"
      ),
    ],
  ];
}

function Row({
  step,
  lines,
  onEdit,
}: {
  step: DeployStep;
  lines: readonly Line[];
  onEdit: (step: DeployStep) => void;
}) {
  const label = STEP_LABELS[step];
  return (
    <section aria-label={label}>
      <h3 className="h2">{label}</h3>
      <KeyValue lines={lines} />
      <Button
        kind="quiet"
        size="sm"
        aria-label={`Edit ${label}`}
        tip={null}
        onPress={() => onEdit(step)}
      >
        Edit
      </Button>
    </section>
  );
}

function hardware(preset: PresetView): string {
  const parts = [`${preset.gpus} × ${preset.gpuModel}`];
  if (preset.vcpu !== null) parts.push(`${formatCount(preset.vcpu)} vCPU`);
  if (preset.ramGb !== null) parts.push(`${formatCount(preset.ramGb)} GB RAM`);
  if (preset.storageGb !== null) parts.push(`${formatCount(preset.storageGb)} GB disk`);
  return parts.join(", ");
}

function Keys({ review }: { review: DeployReview }) {
  if (review.keyNames.length === 0) return <>none</>;
  return (
    <>
      <span className="wrap">{review.keyNames.join(", ")}</span>{" "}
      <span className="t3">
        {review.keyNames.length} in all; the organization has {review.keyCount}
      </span>
    </>
  );
}

/** `1 file`, `2 files`. */
function counted(count: number, one: string): string[] {
  return count === 0 ? [] : [`${count} ${one}${count === 1 ? "" : "s"}`];
}

function software({ cloudInit }: DeployDraft): string {
  const parts = [
    ...counted(cloudInit.packages.length, "package"),
    ...counted(cloudInit.writeFiles.length, "file"),
    ...counted(cloudInit.runcmd.length, "command"),
  ];
  return parts.join(", ") || "none";
}

function firstSteps({ firstSteps: steps }: DeployDraft): string | null {
  if (!steps) return null;
  const on = STEP_NAMES.filter(({ step }) => steps[step]);
  return on.map(({ name }) => name).join(", ");
}

function Verdict({ review: { cloudInit } }: { review: DeployReview }) {
  if (cloudInit.empty) return <span className="t3">nothing to check</span>;
  if (!cloudInit.accepted) return <span className="bad">Refused by the provider</span>;
  return (
    <>
      <span className="st good">
        <Icon of={Check} size={14} />
        Accepted by the provider
      </span>{" "}
      <span className="t3">
        <Moment at={cloudInit.checkedAt} />
      </span>
    </>
  );
}
