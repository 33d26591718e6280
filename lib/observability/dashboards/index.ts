export { gpuDashboard } from './gpus';
export { trafficDashboard } from './traffic';
export { trainingDashboard } from './training';
