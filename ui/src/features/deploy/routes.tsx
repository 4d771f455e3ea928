export { DeployJobPage } from "./job/DeployJobPage";
export { DeployVmPage } from "./wizard/DeployVmPage";
