/** `rpma-relay --help`. */
import { optionsHelp } from './config-help.ts'

export const EXIT = {
  /** Ended as it was asked to. */
  done: 0,
  /** Could not start or go on: port, folder, database, certificate, a pull that did not finish. Starting again may help. */
  failed: 1,
  /** The configuration or the command is wrong: starting again does not help. */
  usage: 2,
} as const

export const HELP = `usage: rpma-relay [serve] [options]             runs the relay
       rpma-relay check-config [options]        says what is wrong with the configuration
       rpma-relay pull <ws://other> [options]   copies another relay into the data folder of a stopped one
       rpma-relay migrate --from … --to …       moves the log between SQLite and PostgreSQL (migrate --help)
       rpma-relay --help | --version

Every option may also be set in a TOML file (--config FILE, or RPMA_RELAY_CONFIG) under its name, or in the
environment as RPMA_RELAY_ and its name (RPMA_RELAY_PORT). Flags go before the environment, that before the file.

${optionsHelp()}

Exit codes: ${EXIT.done} ended as asked, ${EXIT.failed} failed (port, folder, database, certificate), ${EXIT.usage} wrong configuration or command.
SIGTERM and SIGINT end it without losing anything; SIGHUP reads the certificate again.`
