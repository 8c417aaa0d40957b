/** Exit codes of the command; scripts may rely on them. */
export const exitCode = {
  ok: 0,
  /** The command understood what to do and could not do it. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
} as const
