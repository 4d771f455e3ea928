import { CircleAlert, TriangleAlert } from "lucide-react";
import { Icon, TextButton } from "../../../design";
import type { TextIssue } from "../../../host/types";

/** What is wrong with the text, in its order; a press leads to the place. */
export function Issues({
  issues,
  onGo,
}: {
  issues: readonly TextIssue[];
  onGo: (issue: TextIssue) => void;
}) {
  return (
    <div role="status">
      {issues.length > 0 ? (
        <ul className="yaml-issues" aria-label="What is wrong">
          {issues.map((issue) => (
            <li
              key={`${issue.line} ${issue.column} ${issue.message}`}
              className={issue.severity === "error" ? "help err" : "help caution"}
            >
              <Icon of={issue.severity === "error" ? CircleAlert : TriangleAlert} size={14} />
              <span>
                <TextButton onPress={() => onGo(issue)}>Line {issue.line}</TextButton>:{" "}
                {issue.message}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
