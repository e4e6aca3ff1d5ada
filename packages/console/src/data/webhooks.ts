import { queryOptions } from "@tanstack/react-query";
import { client } from "../session/client.ts";
import { organizationKey } from "./keys.ts";

export const webhooksQuery = (organization: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "webhooks"],
    queryFn: ({ signal }) =>
      client.webhooks.list({ organization, limit: 200 }, { signal }).toArray({ max: 1000 }),
  });

/** A webhook with the version to change. */
export const webhookQuery = (organization: string, webhook: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "webhook", webhook],
    queryFn: async ({ signal }) => {
      const { data, etag } = await client.webhooks.get({ organization, webhook }, { signal }).withResponse();
      return { webhook: data, etag };
    },
    refetchInterval: 5000,
  });

/** The newest requests to a webhook. */
export const webhookAttemptsQuery = (organization: string, webhook: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "webhook", webhook, "attempts"],
    queryFn: async ({ signal }) =>
      (await client.webhooks.attempts({ organization, webhook, limit: 50 }, { signal }).withResponse()).data
        .items,
    refetchInterval: 5000,
  });

/** The events that are repeated out of order or were set aside. */
export const webhookDeliveriesQuery = (organization: string, webhook: string) =>
  queryOptions({
    queryKey: [...organizationKey(organization), "webhook", webhook, "deliveries"],
    queryFn: ({ signal }) =>
      client.webhooks.deliveries({ organization, webhook, limit: 200 }, { signal }).toArray({ max: 200 }),
    refetchInterval: 5000,
  });
