import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import {
  Ago,
  Dot,
  Empty,
  Meter,
  Money,
  SkeletonRows,
  StateMark,
  shareForPixels,
  useLate,
} from "../../design";
import { useAct } from "../../host/queries";
import type { CommandError, FleetView, InstanceView, OverviewView } from "../../host/types";
import { Fault } from "../../shared/errors/Fault";
import { Gpus } from "../../shared/machine/Gpus";
import { nameOf, stateOf } from "../../shared/machine/machine";
import { LinkButton, LinkTo } from "../../shared/page/LinkTo";

/** Rows that stand here; the rest is in Instances. */
const MOST = 8;
const WIDTHS = [96, 60, { width: 16, num: true }, 96, { width: 52, num: true }, null] as const;

/** What is billed, dearest first, down to the one sum that equals the burn rate. */
export function WhatRuns({
  fleet: asked,
  money,
}: {
  fleet: UseQueryResult<FleetView, CommandError>;
  money: OverviewView | undefined;
}) {
  const fleet = asked.data;
  const count = fleet?.instances.length ?? 0;
  return (
    <section aria-labelledby="what-runs">
      <div className="hd">
        <h2 className="h2" id="what-runs">
          What runs
        </h2>
        <span className="t3">by price</span>
        {count > 0 ? (
          <LinkTo className="push t12 more" to="/instances">
            {count === 1 ? "In Instances" : `All ${count} instances`}
          </LinkTo>
        ) : null}
      </div>
      <Body asked={asked} money={money} />
    </section>
  );
}

function Body({
  asked,
  money,
}: {
  asked: UseQueryResult<FleetView, CommandError>;
  money: OverviewView | undefined;
}) {
  const refresh = useAct("refresh");
  const fleet = asked.data;
  const reading = fleet ? fleet.readAt === null && fleet.fault === null : asked.isPending;
  const late = useLate(reading);
  if (reading) {
    return (
      <Table busy>
        <tbody>{late ? <SkeletonRows widths={WIDTHS} /> : null}</tbody>
      </Table>
    );
  }
  if (!fleet) {
    return asked.error ? (
      <Fault
        error={asked.error}
        title="The list could not be read"
        onRetry={() => void asked.refetch()}
        retrying={asked.isFetching}
      />
    ) : null;
  }
  if (fleet.readAt === null && fleet.fault) {
    return (
      <Fault
        error={fleet.fault}
        title="The list could not be read"
        onRetry={() => refresh.mutate({})}
        retrying={refresh.isPending}
      />
    );
  }
  if (fleet.instances.length === 0) {
    return (
      <Empty
        title="No machine on this account"
        actions={<LinkButton to="/deploy/vm">See what is in stock</LinkButton>}
      />
    );
  }
  return <Rows fleet={fleet} money={money} />;
}

function Table({ busy, children }: { busy?: boolean; children: ReactNode }) {
  return (
    <table className="table flush ovt" aria-labelledby="what-runs" aria-busy={busy}>
      <colgroup>
        <col />
        <col style={{ width: 112 }} />
        <col style={{ width: 52 }} />
        <col className="hide-narrow" style={{ width: 130 }} />
        <col style={{ width: 88 }} />
        <col style={{ width: 92 }} />
      </colgroup>
      <thead>
        <tr>
          <th>Name</th>
          <th>State</th>
          <th className="num">GPUs</th>
          <th className="hide-narrow">Share of burn</th>
          <th className="num">Price now</th>
          <th className="num">Age</th>
        </tr>
      </thead>
      {children}
    </table>
  );
}

function Rows({ fleet, money }: { fleet: FleetView; money: OverviewView | undefined }) {
  const shown = fleet.instances.slice(0, MOST);
  const all = fleet.instances.length;
  const rest = all - shown.length;
  const more = `${rest} more ${rest === 1 ? "machine" : "machines"}`;
  const other = money?.burnOther ?? null;
  return (
    <Table>
      <tbody>
        {shown.map((row) => (
          <Row key={row.id} row={row} whole={money?.burnPerHour ?? fleet.priceSum} />
        ))}
        {other === null ? (
          <SumRow
            label={rest > 0 ? `All ${all} machines, ${rest} of them not shown` : "All machines"}
            total
          >
            <Money value={fleet.priceSum} per="h" />
          </SumRow>
        ) : (
          <>
            {rest > 0 ? (
              <SumRow label={`${more}, all ${all} together`}>
                <Money value={fleet.priceSum} per="h" />
              </SumRow>
            ) : null}
            <SumRow label="Storage, and what is not listed yet">
              <Money value={other} per="h" />
            </SumRow>
            <SumRow label="All that is billed" total>
              <Money value={money?.burnPerHour} per="h" />
            </SumRow>
          </>
        )}
      </tbody>
    </Table>
  );
}

function Row({ row, whole }: { row: InstanceView; whole: string | null }) {
  return (
    <tr>
      <td>
        <LinkTo className="b" to="/instances" search={{ id: row.id }}>
          {nameOf(row)}
        </LinkTo>
      </td>
      <td>
        <StateMark {...stateOf(row)} />
      </td>
      <td className="num">
        <Gpus of={row} />
      </td>
      <td className="hide-narrow">
        <Meter percent={shareForPixels(row.priceNow, whole)} thin />
      </td>
      <td className="num">
        {row.stoppedButBilled ? (
          <span title="Stopped, and billed in full">
            <Dot mark="attention" />{" "}
          </span>
        ) : null}
        <Money value={row.priceNow} per="h" />
      </td>
      <td className="num t2">
        {row.createdAt ? <Ago at={row.createdAt} /> : <span className="t3">not said</span>}
      </td>
    </tr>
  );
}

function SumRow({
  label,
  total,
  children,
}: {
  label: string;
  total?: boolean;
  children: ReactNode;
}) {
  return (
    <tr className={total ? "total" : undefined}>
      <td className={total ? undefined : "t2"} colSpan={3}>
        {label}
      </td>
      <td className="hide-narrow" />
      <td className={total ? "num" : "num t2"}>{children}</td>
      <td />
    </tr>
  );
}
