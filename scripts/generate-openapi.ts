import { stringify } from "yaml";
import type { DialectName } from "../packages/server/src/model.ts";
import { addExamples, type OpenApiDocument } from "./openapi/add-examples.ts";
import { generateCliContract } from "./openapi/cli-contract.ts";
import { addExampleCall, addExampleJobs, runExampleJobs } from "./openapi/example-jobs.ts";
import { startFixedApp } from "./openapi/fixed-app.ts";
import { tellNativeStory } from "./openapi/native-story.ts";
import { type Document, Recorder } from "./openapi/recorder.ts";
import { saveGenerated } from "./openapi/save-generated.ts";
import { generateSdkTypes } from "./openapi/tools.ts";
import { tellIppanelStory, tellTelnyxStory, tellTetherStory } from "./openapi/vendor-stories.ts";

// Writes openapi/*.yaml from the routes, with examples recorded from a run that calls every operation, and the types of
// the SDK and the contract of the command line from openapi/native.yaml. With --check it writes nothing and reports what is out of date.

const origin = "http://127.0.0.1:2212";
const isCheck = process.argv.includes("--check");

const { app, url, superadminKey, clock, close } = await startFixedApp(origin);
const recorders = new Map(
  [...app.server.documents].map(([name, document]) => [name, new Recorder(url, document() as Document)]),
);
const recorderOf = (name: DialectName): Recorder => {
  const recorder = recorders.get(name);
  if (recorder === undefined) throw new Error(`there is no dialect ${name}`);
  return recorder;
};

const world = await tellNativeStory(recorderOf("native"), superadminKey, clock, {
  add: (organization) => addExampleJobs(app, organization),
  addCall: (organization) => addExampleCall(app, organization),
  run: () => runExampleJobs(app),
});
await tellTetherStory(recorderOf("tether"), world, superadminKey);
await tellTelnyxStory(recorderOf("telnyx"), world);
await tellIppanelStory(recorderOf("ippanel"), world);

for (const [name, document] of app.server.documents) {
  const { exchanges, missing } = recorderOf(name);
  if (missing.length > 0) throw new Error(`no example of ${name}: ${missing.join(", ")}`);
  const withExamples = structuredClone(document()) as OpenApiDocument;
  addExamples(withExamples, exchanges, origin);
  const text = stringify(withExamples, { aliasDuplicateObjects: false });
  await saveGenerated(`openapi/${name}.yaml`, text, isCheck);
}
await close();
generateSdkTypes(isCheck);
await generateCliContract(isCheck);
