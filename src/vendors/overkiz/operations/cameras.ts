import { z } from "zod";
import { type OperationTable, operation } from "#vendors/operation.ts";
import {
  answer,
  answers,
  body,
  deviceRange,
  flag,
  instant,
  list,
  may,
  number,
  numbers,
  text,
  whole,
  word,
} from "../fields.ts";
import { PerhapsStarted } from "../schemas.ts";

const wifiProfile = z.enum(["OPENRELAY", "WEP64OPN", "WEP64SHRD", "WEP128OPN", "WEP128SHRD", "WPA_WPA2"]);

const PictureList = answer({
  sessionId: text,
  gatewayId: text,
  cameraId: text,
  pictureUrlTemplate: text,
  thumbnailUrlTemplate: text,
  pictures: list,
});

/** Cameras and their pictures. */
export const cameraOperations = {
  discoverCameras: operation("POST /config/{gatewayId}/camera/discover/{rootUser}/{rootPassword}", {
    name: "discoverCameras",
    effect: "write",
    body: body({
      gatewayId: may.text,
      name: may.text,
      description: may.text,
      deviceAddress: may.text,
      cameraIpOrFqdn: may.text,
      type: may.number,
      lockType: may.number,
      wifiEnabled: may.flag,
      locked: may.flag,
    }),
    answer: "none",
  }),
  removeUnusedCameras: operation("DELETE /config/{gatewayId}/camera/unused", {
    name: "removeUnusedCameras",
    effect: "write",
    answer: "none",
  }),
  setCameraWifi: operation(
    "POST /config/{gatewayId}/camera/wifi/{deviceAddress}/{wifiProfile}/{wifiSSID}/{secretKey}",
    {
      name: "setCameraWifi",
      effect: "write",
      path: z.object({
        gatewayId: word,
        deviceAddress: word,
        wifiProfile: wifiProfile,
        wifiSSID: word,
        secretKey: word,
      }),
      response: PerhapsStarted,
    },
  ),
  cameraCandidates: operation("GET /config/{gatewayId}/camera/candidates", {
    name: "cameraCandidates",
    effect: "read",
    response: answers({
      gatewayId: text,
      name: text,
      description: text,
      deviceAddress: text,
      cameraIpOrFqdn: text,
      type: number,
      lockType: number,
      wifiEnabled: flag,
      locked: flag,
    }),
  }),
  removePictures: operation("POST /setup/devices/{deviceURL}/pictures/_delete", {
    name: "removePictures",
    effect: "write",
    body: numbers,
    answer: "none",
  }),
  picture: operation("GET /setup/devices/{deviceURL}/pictures/{pictureId}", {
    name: "picture",
    effect: "read",
    path: z.object({ deviceURL: word, pictureId: instant }),
    response: answer({
      cameraId: text,
      gatewayId: text,
      thumbnailUrlTemplate: text,
      pictureUrlTemplate: text,
      sessionId: text,
      protocolType: number,
      timestamp: number,
      pictureId: number,
    }),
  }),
  removePicture: operation("DELETE /setup/devices/{deviceURL}/pictures/{pictureId}", {
    name: "removePicture",
    effect: "write",
    path: z.object({ deviceURL: word, pictureId: instant }),
    answer: "none",
  }),
  pictureUrl: operation("GET /setup/devices/{deviceURL}/pictures/{pictureId}/url", {
    name: "pictureUrl",
    effect: "read",
    path: z.object({ deviceURL: word, pictureId: instant }),
    response: answer({ pictureURL: text }),
  }),
  removeAllPictures: operation("DELETE /setup/devices/{deviceURL}/pictures", {
    name: "removeAllPictures",
    effect: "write",
    answer: "none",
  }),
  exportPictures: operation("GET /setup/devices/{deviceURL}/pictures/export", {
    name: "exportPictures",
    effect: "read",
    response: answer({ cameraId: text, protocolType: number, gatewayId: text, urlTemplate: text, sessionId: text }),
  }),
  pictures: operation("GET /setup/devices/{deviceURL}/pictures/{from}/{to}", {
    name: "pictures",
    effect: "read",
    path: deviceRange,
    response: PictureList,
  }),
  picturesPage: operation("GET /setup/devices/{deviceURL}/pictures/{from}/{to}/{offset}/{size}", {
    name: "picturesPage",
    effect: "read",
    path: z.object({ deviceURL: word, from: instant, to: instant, offset: whole, size: whole }),
    response: PictureList,
  }),
} as const satisfies OperationTable;
