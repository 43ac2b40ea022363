/**
 * The thread that sessions are run on: does one run at a time, as it is told.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { onnxModel } from "../onnx_proto.ts";
import { library } from "./library.ts";
import { openSession } from "./open_session.ts";

const { call } = library();
const address = (value: bigint) => Deno.UnsafePointer.create(value);

// The first session of a process decides how the thread that opens it treats denormal numbers; so it is opened here
const value = (name: string) => ({ name, type: "float32", shape: [1] } as const);
const nothing = {
  nodes: [{ operation: "Neg", domain: "", inputs: ["x"], outputs: ["y"], attributes: {} }],
  constants: [],
  inputs: [value("x")],
  outputs: [value("y")],
  values: new Map(),
};
call("ReleaseSession", openSession(address(workerData), onnxModel(nothing), 1));
parentPort!.postMessage("ready");

parentPort!.on("message", ([session, inputNames, inputs, inputCount, outputNames, outputs, outputCount]: bigint[]) => {
  try {
    call(
      "Run",
      address(session),
      null,
      address(inputNames),
      address(inputs),
      inputCount,
      address(outputNames),
      outputCount,
      address(outputs),
    );
    parentPort!.postMessage("done");
  } catch (error) {
    parentPort!.postMessage(error);
  }
});
