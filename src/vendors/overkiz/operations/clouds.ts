import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import { answers, body, flag, may, must, openBody, text } from "../fields.ts";
import { AuthenticationUrl } from "../schemas.ts";

const ApplicationBody = body({ applicationId: may.text });
const PairingBody = openBody({ commissioningData: must.record });
const LoginBody = body({ username: must.text, password: must.text, applicationId: may.text });
const OptionalLoginBody = body({ username: may.text, password: may.text, applicationId: may.text });

/** Linking of other vendors' clouds. */
export const cloudOperations = {
  augustAuthenticationUrl: operation("POST /config/august/createAuthenticationURL/{redirectURL}", {
    name: "augustAuthenticationUrl",
    effect: "write",
    body: ApplicationBody.optional(),
    response: AuthenticationUrl,
  }),
  augustDiscoverCandidates: operation("POST /config/august/discoverGatewaysCandidates", {
    name: "augustDiscoverCandidates",
    effect: "write",
    answer: "none",
  }),
  augustRefreshTokens: operation("PUT /config/august/tokens", {
    name: "augustRefreshTokens",
    effect: "write",
    answer: "none",
  }),
  augustDiscoverHouse: operation("POST /config/august/discoverGateway/{houseId}", {
    name: "augustDiscoverHouse",
    effect: "write",
    answer: "none",
  }),
  augustDiscoverDevices: operation("POST /config/august/gateways/{gatewayId}/discoverDevices", {
    name: "augustDiscoverDevices",
    effect: "write",
    answer: "none",
  }),
  eliotRefreshTokens: operation("PUT /config/eliot/tokens", {
    name: "eliotRefreshTokens",
    effect: "write",
    answer: "none",
  }),
  eliotDiscoverGateway: operation("POST /config/eliot/discoverGateway/{gatewayId}", {
    name: "eliotDiscoverGateway",
    effect: "write",
    answer: "none",
  }),
  eliotDiscoverGateways: operation("POST /config/eliot/discoverGateways", {
    name: "eliotDiscoverGateways",
    effect: "write",
    answer: "none",
  }),
  eliotDiscoverDevices: operation("POST /config/eliot/gateways/{gatewayId}/discoverDevices", {
    name: "eliotDiscoverDevices",
    effect: "write",
    answer: "none",
  }),
  eliotAuthenticationUrl: operation("POST /config/eliot/createAuthenticationURL/{redirectURL}", {
    name: "eliotAuthenticationUrl",
    effect: "write",
    body: ApplicationBody.optional(),
    response: AuthenticationUrl,
  }),
  ogcpAuthenticationUrl: operation("POST /config/ogcp/{cloudId}/oauth2/createAuthenticationURL", {
    name: "ogcpAuthenticationUrl",
    effect: "write",
    body: body({ redirectURL: must.text, applicationId: may.text }),
    response: AuthenticationUrl,
  }),
  ogcpDiscoverDevice: operation("POST /config/ogcp/{cloudId}/discover/device/{deviceId}", {
    name: "ogcpDiscoverDevice",
    effect: "write",
    body: body({ commissioningKey: must.text }),
    answer: "none",
  }),
  ogcpDiscoverSite: operation("POST /config/ogcp/{cloudId}/discover/sites/{siteId}", {
    name: "ogcpDiscoverSite",
    effect: "write",
    answer: "none",
  }),
  ogcpDiscoverSites: operation("POST /config/ogcp/{cloudId}/discover/sites", {
    name: "ogcpDiscoverSites",
    effect: "write",
    answer: "none",
  }),
  ogcpInstances: operation("GET /config/ogcp/instances", {
    name: "ogcpInstances",
    effect: "read",
    response: answers({
      integrationMode: text,
      cloudId: text,
      authMode: text,
      eventSupport: flag,
      multiSiteSupport: flag,
      cloudAdapter: flag,
      offerName: text,
    }),
  }),
  ogcpPasswordGrant: operation("POST /config/ogcp/{cloudId}/oauth2/passwordGrant", {
    name: "ogcpPasswordGrant",
    effect: "write",
    body: body({ userName: must.text, userPassword: must.text, applicationId: may.text }),
    answer: "none",
  }),
  ogcpPairDevice: operation("POST /config/ogcp/{cloudId}/pairing/device/{deviceId}", {
    name: "ogcpPairDevice",
    effect: "write",
    body: PairingBody,
    answer: "none",
  }),
  ogcpPairAnyDevice: operation("POST /config/ogcp/{cloudId}/pairing/device", {
    name: "ogcpPairAnyDevice",
    effect: "write",
    body: PairingBody,
    answer: "none",
  }),
  ogcpRefreshTokens: operation("POST /config/ogcp/{cloudId}/oauth2/tokens/refresh", {
    name: "ogcpRefreshTokens",
    effect: "write",
    answer: "none",
  }),
  opendoorsSetTokens: operation("POST /config/opendoors/tokens", {
    name: "opendoorsSetTokens",
    effect: "write",
    body: LoginBody,
    answer: "none",
  }),
  opendoorsDiscoverGateway: operation("POST /config/opendoors/discoverGateway", {
    name: "opendoorsDiscoverGateway",
    effect: "write",
    query: z.strictObject({ autoCreateDevices: may.flag, withGuests: may.flag }),
    answer: "none",
  }),
  opendoorsDiscoverDevices: operation("POST /config/opendoors/{gatewayId}/discoverDevices", {
    name: "opendoorsDiscoverDevices",
    effect: "write",
    query: z.strictObject({ autoCreateDevices: may.flag, withGuests: may.flag }),
    answer: "none",
  }),
  opendoorsAuthenticationUrl: operation("POST /config/opendoors/createAuthenticationURL/{redirectURL}", {
    name: "opendoorsAuthenticationUrl",
    effect: "write",
    body: ApplicationBody.optional(),
    response: AuthenticationUrl,
  }),
  somfyThermostatSetTokens: operation("POST /config/somfythermostat/tokens", {
    name: "somfyThermostatSetTokens",
    effect: "write",
    body: LoginBody,
    answer: "none",
  }),
  somfyThermostatRefreshTokens: operation("PUT /config/somfythermostat/tokens", {
    name: "somfyThermostatRefreshTokens",
    effect: "write",
    answer: "none",
  }),
  somfyThermostatDiscoverDevices: operation("POST /config/somfythermostat/{gatewayId}/discoverDevices", {
    name: "somfyThermostatDiscoverDevices",
    effect: "write",
    answer: "none",
  }),
  somfyThermostatDiscoverGateways: operation("POST /config/somfythermostat/discoverGateways", {
    name: "somfyThermostatDiscoverGateways",
    effect: "write",
    answer: "none",
  }),
  somfyThermostatDiscoverGateway: operation("POST /config/somfythermostat/discoverGateways/{gatewayId}", {
    name: "somfyThermostatDiscoverGateway",
    effect: "write",
    answer: "none",
  }),
  somfyThermostatDiscoverCandidates: operation("POST /config/somfythermostat/discoverGatewaysCandidates", {
    name: "somfyThermostatDiscoverCandidates",
    effect: "write",
    answer: "none",
  }),
  somfyThermostatAuthenticationUrl: operation("POST /config/somfythermostat/createAuthenticationURL/{redirectURL}", {
    name: "somfyThermostatAuthenticationUrl",
    effect: "write",
    body: OptionalLoginBody.optional(),
    response: AuthenticationUrl,
  }),
  somfyThermostatAddWebhook: operation("POST /config/somfythermostat/{gatewayId}/webhook/{thermostatId}", {
    name: "somfyThermostatAddWebhook",
    effect: "write",
    answer: "none",
  }),
  somfyThermostatRemoveWebhook: operation("DELETE /config/somfythermostat/{gatewayId}/webhook/{thermostatId}", {
    name: "somfyThermostatRemoveWebhook",
    effect: "write",
    answer: "none",
  }),
  somfyProtectSetTokens: operation("POST /config/somfyprotect/tokens", {
    name: "somfyProtectSetTokens",
    effect: "write",
    body: LoginBody,
    answer: "none",
  }),
  somfyProtectRefreshTokens: operation("PUT /config/somfyprotect/tokens", {
    name: "somfyProtectRefreshTokens",
    effect: "write",
    answer: "none",
  }),
  somfyProtectDiscoverDevices: operation("POST /config/somfyprotect/{gatewayId}/discoverDevices", {
    name: "somfyProtectDiscoverDevices",
    effect: "write",
    answer: "none",
  }),
  somfyProtectDiscoverGateway: operation("POST /config/somfyprotect/discoverGateway", {
    name: "somfyProtectDiscoverGateway",
    effect: "write",
    query: z.strictObject({ siteId: must.text }),
    answer: "none",
  }),
  somfyProtectDiscoverCandidates: operation("POST /config/somfyprotect/discoverGatewaysCandidates", {
    name: "somfyProtectDiscoverCandidates",
    effect: "write",
    body: body({ withGuests: may.flag }).optional(),
    answer: "none",
  }),
  somfyProtectAuthenticationUrl: operation("POST /config/somfyprotect/createAuthenticationURL/{redirectUrl}", {
    name: "somfyProtectAuthenticationUrl",
    effect: "write",
    body: ApplicationBody.optional(),
    response: AuthenticationUrl,
  }),
  wiserDiscoverDevices: operation("POST /config/wiser/gateway/{gatewayId}/discoverDevices", {
    name: "wiserDiscoverDevices",
    effect: "write",
    answer: "none",
  }),
  wiserAuthenticationUrl: operation("POST /config/wiser/createAuthenticationURL/{redirectURL}", {
    name: "wiserAuthenticationUrl",
    effect: "write",
    body: ApplicationBody.optional(),
    response: AuthenticationUrl,
  }),
  wiserDiscoverSite: operation("POST /config/wiser/discoverGateway/{siteId}", {
    name: "wiserDiscoverSite",
    effect: "write",
    answer: "none",
  }),
  wiserDiscoverCandidates: operation("POST /config/wiser/discoverGatewaysCandidates", {
    name: "wiserDiscoverCandidates",
    effect: "write",
    answer: "none",
  }),
} as const satisfies OperationTable;
