import { Download } from "lucide-react";
import type { RecordFormat } from "../../host/types";
import type { Act } from "../../shared/acting/act";
import type { ActContext } from "../../shared/acting/acting";
import { EVERYTHING } from "../../shared/record";
import { filterOf } from "./filter";
import { activitySearch } from "./search";
import { tellExported } from "./tellExported";

/** Writes the record into a file: in its room what is shown there, elsewhere all of the account. */
function exportRecord(acting: ActContext, format: RecordFormat): void {
  const { pathname, search } = acting.here();
  const shown = pathname === "/activity";
  const filter = shown ? filterOf(activitySearch({ ...search }), new Date()) : EVERYTHING;
  acting.send("activity_export", { format, filter }, (done) => tellExported(done, acting));
}

/** What can be done with the record from anywhere. */
export const recordActs: readonly Act[] = [
  {
    id: "export-csv",
    label: "Export the activity as CSV",
    section: "Actions",
    icon: Download,
    keywords: "file table record history log save",
    run: (acting) => exportRecord(acting, "csv"),
  },
  {
    id: "export-jsonl",
    label: "Export the activity as JSON Lines",
    section: "Actions",
    icon: Download,
    keywords: "file record history log save jsonl",
    run: (acting) => exportRecord(acting, "jsonl"),
  },
];
