{{- define "control-plane.labels" -}}
app.kubernetes.io/name: mooring-control-plane
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: mooring
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "control-plane.selector" -}}
app.kubernetes.io/name: mooring-control-plane
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "control-plane.secret" -}}
{{ .Values.existingSecret | default (printf "%s-keys" .Release.Name) }}
{{- end -}}

{{- define "control-plane.claim" -}}
{{ .Values.blobs.existingClaim | default (printf "%s-blobs" .Release.Name) }}
{{- end -}}
