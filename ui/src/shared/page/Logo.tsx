/** The mark of Voltdeck. */
export function Logo({ size = 18 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 18 18" aria-hidden="true">
      <rect
        x=".75"
        y=".75"
        width="16.5"
        height="16.5"
        rx="2.25"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
      <path d="M5 5.5 9 13l4-7.5" fill="none" stroke="var(--accent)" strokeWidth="1.75" />
    </svg>
  );
}
