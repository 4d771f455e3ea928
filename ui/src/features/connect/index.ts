/** The way into a machine, for the panel, the Connect card and the settings. */
export { ConnectSection } from "./ConnectSection";
export { SshConfigSettings } from "./SshConfigSettings";
export { TerminalSettings } from "./TerminalSettings";
