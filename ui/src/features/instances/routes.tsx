export { InstancesPage } from "./InstancesPage";
