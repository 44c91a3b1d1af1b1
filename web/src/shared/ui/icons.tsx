import type { ReactNode } from "react"

type Props = { size?: number; className?: string }

function Icon({ size = 18, className, children }: Props & { children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={className}
    >
      {children}
    </svg>
  )
}

export const SearchIcon = (props: Props) => (
  <Icon {...props}>
    <circle cx="11" cy="11" r="6.5" />
    <path d="m16 16 4.5 4.5" />
  </Icon>
)
export const SunIcon = (props: Props) => (
  <Icon {...props}>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v1.5M12 19.5V21M4.6 4.6l1 1M18.4 18.4l1 1M3 12h1.5M19.5 12H21M4.6 19.4l1-1M18.4 5.6l1-1" />
  </Icon>
)
export const MoonIcon = (props: Props) => (
  <Icon {...props}>
    <path d="M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5Z" />
  </Icon>
)
export const SoundIcon = ({ on, ...props }: Props & { on: boolean }) => (
  <Icon {...props}>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4Z" />
    {on ? (
      <path d="M15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" />
    ) : (
      <path d="m16 9.5 5 5m0-5-5 5" />
    )}
  </Icon>
)
export const BackIcon = (props: Props) => (
  <Icon {...props}>
    <path d="m14.5 5-7 7 7 7" />
  </Icon>
)
export const LinkIcon = (props: Props) => (
  <Icon {...props}>
    <path d="M10 14a4 4 0 0 0 5.7 0l3.2-3.2a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.2 3.2a4 4 0 0 0 5.7 5.7L12 17.7" />
  </Icon>
)
export const CloseIcon = (props: Props) => (
  <Icon {...props}>
    <path d="m6 6 12 12M18 6 6 18" />
  </Icon>
)
export const CheckIcon = (props: Props) => (
  <Icon {...props}>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
)
export const ReplayIcon = (props: Props) => (
  <Icon {...props}>
    <path d="M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5M10 9.5v5l4.5-2.5L10 9.5Z" />
  </Icon>
)
export const ShareIcon = (props: Props) => (
  <Icon {...props}>
    <path d="m8 8-4 4 4 4m8-8 4 4-4 4M13.5 5.5l-3 13" />
  </Icon>
)
export const PlayIcon = (props: Props) => (
  <Icon {...props}>
    <path d="M8 5.5v13l10.5-6.5L8 5.5Z" />
  </Icon>
)
