import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import { answer, answers, flag, may, must, number, openBody, record, text } from "../fields.ts";

const InteractiveNotification = answer({
  actionMask: number,
  text: text,
  subject: text,
  oid: text,
  date: number,
  expirationDate: number,
});

/** Questions the vendor asks people, and push messages to their phones. */
export const notificationOperations = {
  interactiveNotification: operation("GET /setup/interactiveNotifications/{interactiveNotificationOID}", {
    name: "interactiveNotification",
    effect: "read",
    response: InteractiveNotification,
  }),
  answerInteractiveNotification: operation(
    "POST /setup/interactiveNotifications/{interactiveNotificationOID}/{actionType}",
    { name: "answerInteractiveNotification", effect: "write", answer: "none" },
  ),
  interactiveNotifications: operation("GET /setup/interactiveNotifications", {
    name: "interactiveNotifications",
    effect: "read",
    response: z.array(InteractiveNotification),
    limit: "bulk-load",
  }),
  interactiveNotificationHistory: operation("GET /setup/interactiveNotifications/history", {
    name: "interactiveNotificationHistory",
    effect: "read",
    response: z.array(InteractiveNotification),
    limit: "bulk-load",
  }),
  subscribeAndroid: operation("POST /setup/subscribe/notification/android/fcm/{providerApplicationId}", {
    name: "subscribeAndroid",
    effect: "write",
    body: openBody({ device: may.record, userId: may.text, registrationId: may.text }),
    answer: "none",
  }),
  changeAndroidSubscription: operation("PUT /setup/subscribe/notification/android/fcm/{providerApplicationId}", {
    name: "changeAndroidSubscription",
    effect: "write",
    body: openBody({ device: may.record, userId: may.text, registrationId: may.text, oid: may.text }),
    answer: "none",
  }),
  androidSubscription: operation("GET /setup/subscribe/notification/android/fcm/{providerApplicationId}/{deviceUdid}", {
    name: "androidSubscription",
    effect: "read",
    response: answer({ device: record, userId: text, registrationId: text, oid: text }),
  }),
  subscribeApple: operation("POST /setup/subscribe/notification/apple/{providerApplicationId}", {
    name: "subscribeApple",
    effect: "write",
    body: openBody({
      device: may.record,
      deviceToken: may.text,
      userId: may.text,
      badge: may.flag,
      alert: may.flag,
      sound: may.flag,
    }),
    answer: "none",
  }),
  changeAppleSubscription: operation("PUT /setup/subscribe/notification/apple/{providerApplicationId}", {
    name: "changeAppleSubscription",
    effect: "write",
    body: openBody({
      device: may.record,
      deviceToken: may.text,
      userId: may.text,
      oid: may.text,
      badge: may.flag,
      alert: may.flag,
      sound: may.flag,
    }),
    answer: "none",
  }),
  appleSubscription: operation("GET /setup/subscribe/notification/apple/{providerApplicationId}/{deviceUdid}", {
    name: "appleSubscription",
    effect: "read",
    response: answer({
      device: record,
      deviceToken: text,
      userId: text,
      oid: text,
      badge: flag,
      alert: flag,
      sound: flag,
    }),
  }),
  pushDevices: operation("GET /setup/subscribe/notification/devices/{applicationId}", {
    name: "pushDevices",
    effect: "read",
    response: answers({ userId: text, devices: record }),
  }),
  unsubscribeUser: operation("DELETE /setup/subscribe/notification/user/{userIdToUnsubscribe}", {
    name: "unsubscribeUser",
    effect: "write",
    answer: "none",
  }),
  unsubscribe: operation("DELETE /setup/subscribe/notification/{subscriberOID}", {
    name: "unsubscribe",
    effect: "write",
    answer: "none",
  }),
  unsubscribeDevice: operation("DELETE /setup/subscribe/notification/all", {
    name: "unsubscribeDevice",
    effect: "write",
    query: z.strictObject({ deviceUdid: must.text, pushProvider: must.text, applicationId: must.text }),
    answer: "none",
  }),
  subscribeWindows: operation("POST /setup/subscribe/notification/windows/{providerApplicationId}", {
    name: "subscribeWindows",
    effect: "write",
    body: openBody({
      device: may.record,
      userId: may.text,
      uri: may.text,
      tile: may.text,
      toast: may.text,
      raw: may.text,
    }),
    answer: "none",
  }),
  changeWindowsSubscription: operation("PUT /setup/subscribe/notification/windows/{providerApplicationId}", {
    name: "changeWindowsSubscription",
    effect: "write",
    body: openBody({
      device: may.record,
      userId: may.text,
      uri: may.text,
      oid: may.text,
      tile: may.text,
      toast: may.text,
      raw: may.text,
    }),
    answer: "none",
  }),
  windowsSubscription: operation("GET /setup/subscribe/notification/windows/{providerApplicationId}/{deviceUdid}", {
    name: "windowsSubscription",
    effect: "read",
    response: answer({ device: record, userId: text, uri: text, oid: text, tile: text, toast: text, raw: text }),
  }),
} as const satisfies OperationTable;
