/** The leaves of the wreath, each side from the stem up. */
const LEFT = [
  "M14.2 25.6C12.2 29.4 8.1 29.7 5.1 26.3C7.5 22.5 11.7 22.2 14.2 25.6Z",
  "M9.3 23.3C5.8 25.4 2.3 23.6 1.5 19.3C5.4 17.4 8.9 19.2 9.3 23.3Z",
  "M6.3 18.8C2.4 18.7 0.4 15.5 1.8 11.6C5.9 12.0 7.9 15.2 6.3 18.8Z",
  "M6.1 13.3C3.0 11.4 2.9 7.8 5.9 5.3C9.0 7.7 9.1 11.3 6.1 13.3Z",
  "M8.7 8.5C7.1 5.4 8.9 2.5 12.5 1.9C13.8 5.3 12.1 8.3 8.7 8.5Z",
]
const RIGHT = [
  "M17.8 25.6C20.3 22.2 24.5 22.5 26.9 26.3C23.9 29.7 19.8 29.4 17.8 25.6Z",
  "M22.7 23.3C23.1 19.2 26.6 17.4 30.5 19.3C29.7 23.6 26.2 25.4 22.7 23.3Z",
  "M25.7 18.8C24.1 15.2 26.1 12.0 30.2 11.6C31.6 15.5 29.6 18.7 25.7 18.8Z",
  "M25.9 13.3C22.9 11.3 23.0 7.7 26.1 5.3C29.1 7.8 29.0 11.4 25.9 13.3Z",
  "M23.3 8.5C19.9 8.3 18.2 5.3 19.5 1.9C23.1 2.5 24.9 5.4 23.3 8.5Z",
]
const STEP_MS = 110

type Props = { size?: number; loading?: boolean; className?: string }

/** The laurel wreath; while loading, its leaves come one by one. */
export function Mark({ size = 28, loading = false, className = "" }: Props) {
  const leaf = (path: string, index: number) => (
    <path
      key={path}
      d={path}
      className={loading ? "leaf" : undefined}
      style={loading ? { animationDelay: `${index * STEP_MS}ms` } : undefined}
    />
  )
  return (
    <svg
      viewBox="0 0 32 32"
      width={size}
      height={size}
      fill="currentColor"
      aria-hidden="true"
      className={className}
    >
      {LEFT.map(leaf)}
      {RIGHT.map(leaf)}
    </svg>
  )
}
