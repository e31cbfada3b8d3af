{{/* Labels of everything that belongs to a component: (dict "root" $ "name" "aml-pytorch-operator"). */}}
{{- define "component.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/part-of: mooring
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end -}}

{{/* Rights of a component in all namespaces: with "rules", a list. */}}
{{- define "component.clusterRole" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ .root.Release.Namespace }}-{{ .name }}
  labels: {{- include "component.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
rules: {{- toYaml .rules | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: {{ .root.Release.Namespace }}-{{ .name }}
  labels: {{- include "component.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{ .root.Release.Namespace }}-{{ .name }}}
subjects:
- {kind: ServiceAccount, name: {{ .name }}, namespace: {{ .root.Release.Namespace }}}
{{- end -}}

{{/* Its rights in its own namespace: with "rules", a list. */}}
{{- define "component.role" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "component.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
rules: {{- toYaml .rules | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "component.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ .name }}}
subjects:
- {kind: ServiceAccount, name: {{ .name }}, namespace: {{ .root.Release.Namespace }}}
{{- end -}}

{{- define "component.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "component.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/*
The pod's spec but for restartPolicy; with "probes" true the container answers on 8080. With "env", a
list, it is told more; with "ports", a list of {name, containerPort}, it
answers on more; with "secrets", a list of {name, path}, it has those Secrets as folders; with "withoutApi" true it is not
let into the API server.
*/}}
{{- define "component.pod" -}}
serviceAccountName: {{ .name }}
{{- if .withoutApi }}
automountServiceAccountToken: false
{{- end }}
enableServiceLinks: false
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
{{- range . }}
- name: {{ . }}
{{- end }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  seccompProfile: {type: RuntimeDefault}
containers:
- name: {{ .name }}
  image: {{ with .root.Values.image }}{{ .registry }}/{{ .repository }}:{{ .tag }}{{ end }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  args: [{{ .name }}]
  env:
  - name: POD_NAME
    valueFrom: {fieldRef: {fieldPath: metadata.name}}
  - name: POD_NAMESPACE
    valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
  {{- with .env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  # What the component says last is what `kubectl describe` and the install show of its failure.
  terminationMessagePolicy: FallbackToLogsOnError
  securityContext:
    allowPrivilegeEscalation: false
    readOnlyRootFilesystem: true
    capabilities: {drop: [ALL]}
  resources: {{- toYaml (index .root.Values.components .name).resources | nindent 4 }}
  {{- if .probes }}
  ports:
  - {name: health, containerPort: 8080}
  {{- range .ports }}
  - {name: {{ .name }}, containerPort: {{ .containerPort }}}
  {{- end }}
  # The JVM is up in a second or two; a node that is busy may take much longer.
  startupProbe:
    httpGet: {path: /healthz, port: health}
    periodSeconds: 1
    failureThreshold: 120
  readinessProbe:
    httpGet: {path: /readyz, port: health}
    periodSeconds: 5
  livenessProbe:
    httpGet: {path: /healthz, port: health}
    periodSeconds: 10
    timeoutSeconds: 5
    failureThreshold: 6
  {{- end }}
  volumeMounts:
  - {name: tmp, mountPath: /tmp}
  {{- range .secrets }}
  - {name: {{ .name }}, mountPath: {{ .path }}, readOnly: true}
  {{- end }}
volumes:
- name: tmp
  emptyDir: {medium: Memory, sizeLimit: 16Mi}
{{- range .secrets }}
- name: {{ .name }}
  secret: {secretName: {{ .name }}, defaultMode: 0440}
{{- end }}
{{- end -}}

{{/* A component that runs for ever. Leader election lets replicas overlap; where there is none, "strategy" says so. */}}
{{- define "component.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "component.labels" . | nindent 4 }}
spec:
  replicas: {{ (index .root.Values.components .name).replicas }}
  revisionHistoryLimit: 2
  {{- with .strategy }}
  strategy: {type: {{ . }}}
  {{- end }}
  selector:
    matchLabels:
      app.kubernetes.io/name: {{ .name }}
      app.kubernetes.io/instance: {{ .root.Release.Name }}
  template:
    metadata:
      labels: {{- include "component.labels" . | nindent 8 }}
      {{- with .podAnnotations }}
      annotations: {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      {{- include "component.pod" (merge (dict "probes" true) .) | nindent 6 }}
{{- end -}}

{{/* What leader election needs: the Lease of the component's name. */}}
{{- define "component.leaseRules" -}}
- {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [create]}
- {apiGroups: [coordination.k8s.io], resources: [leases], resourceNames: [{{ .name }}], verbs: [get, update, patch]}
{{- end -}}
