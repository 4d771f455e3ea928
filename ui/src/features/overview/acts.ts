import type { QueryClient } from "@tanstack/react-query";
import { TrendingUp } from "lucide-react";
import { formatMoney } from "../../design";
import { keyOf } from "../../host/queries";
import type { Money, OverviewView } from "../../host/types";
import type { Act } from "../../shared/acting/act";
import { copy } from "../../shared/acting/copy";

const burnOf = (answers: QueryClient): Money | null =>
  answers.getQueryData<OverviewView>(keyOf("overview", {}))?.burnPerHour ?? null;

/** Copies what all that runs costs an hour. */
export function burnAct(answers: QueryClient): Act {
  return {
    id: "copy-burn",
    label: "Copy the burn rate",
    section: "Actions",
    icon: TrendingUp,
    keywords: "price per hour cost money",
    off: burnOf(answers) === null ? "The burn rate is not known now." : null,
    run: (acting) => {
      const rate = burnOf(acting.answers);
      if (rate !== null) copy(acting, `${formatMoney(rate)}/h`, "the burn rate");
    },
  };
}
