import type { ReactNode } from "react";
import { Ago } from "../../../design";
import { useWizard } from "../issues";

/** Over the hardware: what all of it shares, and how old the stock is. */
export function HardwareHead({
  id,
  shared,
  children,
}: {
  /** Of the heading, for the section that it names. */
  id: string;
  shared: readonly string[];
  children?: ReactNode;
}) {
  const { options } = useWizard();
  return (
    <div className="ttl">
      <h2 className="h2" id={id}>
        Choose the hardware
      </h2>
      <span className="t3 trunc">{shared.join(", ")}</span>
      <span className="push" />
      <span className="t3 t12 nowrap hide-narrow">
        Stock read <Ago at={options.readAt} suffix="ago" />
      </span>
      {children}
    </div>
  );
}

/** What all of them share, so that it is said once. */
export function sharedTraits<T>(all: readonly T[], traitsOf: (one: T) => string[]): string[] {
  const [first, ...rest] = all;
  if (first === undefined) return [];
  return traitsOf(first).filter((trait) => rest.every((one) => traitsOf(one).includes(trait)));
}
