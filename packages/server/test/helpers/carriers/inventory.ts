import type { CarrierCredentials } from "../../../src/core/telephony/carrier-client.ts";
import type { CarrierProvider } from "../../../src/model.ts";
import {
  CarrierSimulator,
  type Simulate,
  type SimulatedRequest,
  type SimulatedResponse,
} from "./simulator.ts";

/** A number at a simulated carrier. */
export interface SimulatedNumber {
  /** As the carrier spells it. */
  readonly number: string;
  readonly id: string;
  name: string;
  voiceUrl: string | null;
  voiceMethod: string;
  smsUrl: string | null;
  status?: string;
  forwardsTo?: string;
  /** Of the carrier's own format, in place of the usual values. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A simulated carrier with its numbers, which tests change. */
export class SimulatedInventory {
  readonly provider: CarrierProvider;
  readonly credentials: CarrierCredentials;
  readonly numbers: SimulatedNumber[] = [];
  /** Added to every total that the carrier reports. */
  totalError = 0;
  readonly simulator: CarrierSimulator;

  constructor(
    provider: CarrierProvider,
    credentials: CarrierCredentials,
    simulate: (inventory: SimulatedInventory) => Simulate,
  ) {
    this.provider = provider;
    this.credentials = credentials;
    this.simulator = new CarrierSimulator(simulate(this));
  }

  get total(): number {
    return this.numbers.length + this.totalError;
  }

  add(number: string, fields: Partial<SimulatedNumber> = {}): SimulatedNumber {
    const added = {
      ...{ number, id: `id${this.numbers.length + 1}`, name: "", voiceUrl: null, voiceMethod: "POST" },
      ...{ smsUrl: null, ...fields },
    };
    this.numbers.push(added);
    return added;
  }

  find(id: string): SimulatedNumber | undefined {
    return this.numbers.find((it) => it.id === id);
  }
}

export type Answer = (request: SimulatedRequest, ...parts: string[]) => SimulatedResponse | undefined;

/** Routes of a simulated API: the first whose method and path match. */
export type Routes = readonly (readonly [method: string, path: RegExp, answer: Answer])[];

/** Answers 401 without the authorization, and 404 without a route. */
export const simulate =
  (isAuthorized: (request: SimulatedRequest) => boolean, routes: Routes): Simulate =>
  (request) => {
    if (!isAuthorized(request)) return { status: 401, body: { code: 20003 } };
    for (const [method, path, answer] of routes) {
      const match = path.exec(request.url.pathname);
      if (method === request.method && match !== null)
        return answer(request, ...match.slice(1).map(decodeURIComponent)) ?? { status: 404 };
    }
    return { status: 404, body: { code: 20404 } };
  };

export const page = <Row>(rows: readonly Row[], from: number, size: number): readonly Row[] =>
  rows.slice(from, from + size);

export const formOf = ({ body }: SimulatedRequest): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(body));

export const numberIn = ({ url }: SimulatedRequest, name: string, usual: number): number =>
  Number(url.searchParams.get(name) ?? usual);
