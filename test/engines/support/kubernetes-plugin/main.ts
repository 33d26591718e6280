/** The stand-in as a program: Pulumi starts it, and reads the port from its first line. */
import * as grpc from '@grpc/grpc-js';
import { ResourceProviderService } from '@pulumi/pulumi/proto/provider_grpc_pb';
import type { CreateRequest, UpdateRequest } from '@pulumi/pulumi/proto/provider_pb';
import { Status } from '@pulumi/pulumi/proto/status_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { NotDone } from './cluster';
import { KubernetesProvider } from './provider';
import { fromStruct } from './wire';

const METHODS = [
  'getPluginInfo',
  'checkConfig',
  'diffConfig',
  'configure',
  'check',
  'diff',
  'create',
  'update',
  'read',
  'delete',
  'cancel',
] as const;

/** The largest message; one object has at most a megabyte and a half. */
const MAX_BYTES = 1 << 26;

const provider = new KubernetesProvider();
const service = Object.fromEntries(
  METHODS.map((name) => [
    name,
    (call: grpc.ServerUnaryCall<CreateRequest | UpdateRequest, unknown>, done: grpc.sendUnaryData<unknown>) => {
      Promise.resolve()
        .then(() => (provider[name] as (request: unknown) => unknown).call(provider, call.request))
        .then(
          (response) => done(null, response),
          (error: Error) => done(serviceError(error, call.request)),
        );
    },
  ]),
);

function serviceError(error: Error, request: CreateRequest | UpdateRequest): Partial<grpc.StatusObject> {
  const metadata = new grpc.Metadata();
  if (error instanceof NotDone) {
    const inputs = error.inputs ?? fromStruct('getNews' in request ? request.getNews() : request.getProperties());
    const detail = new Any();
    detail.pack(KubernetesProvider.failedInit(error, inputs).serializeBinary(), 'pulumirpc.ErrorResourceInitFailed');
    const status = new Status().setCode(grpc.status.UNKNOWN).setMessage(error.message).setDetailsList([detail]);
    metadata.add('grpc-status-details-bin', Buffer.from(status.serializeBinary()));
  }
  return { code: grpc.status.UNKNOWN, details: error.message, metadata };
}

const server = new grpc.Server({
  'grpc.max_receive_message_length': MAX_BYTES,
  'grpc.max_send_message_length': MAX_BYTES,
});
server.addService(ResourceProviderService, service);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    throw error;
  }
  process.stdout.write(`${port}\n`);
});
// a Pulumi that was killed leaves its plugins behind
const { ppid } = process;
setInterval(() => process.ppid === ppid || process.exit(0), 1000).unref();
process.on('SIGTERM', () => process.exit(0));
process.on('SIGINT', () => process.exit(0));
