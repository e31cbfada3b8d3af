package dev.mooring.blob;

/**
 * A request was refused, with the code that clients of Azure Blob know; caught where the answer is
 * written. What the disk or the network did is an {@link java.io.IOException}.
 */
public final class BlobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Codes of Azure's REST reference "Blob service error codes", each with its HTTP status. */
  public enum Code {
    APPEND_POSITION_CONDITION_NOT_MET("AppendPositionConditionNotMet", 412),
    AUTHENTICATION_FAILED("AuthenticationFailed", 403),
    AUTHORIZATION_PERMISSION_MISMATCH("AuthorizationPermissionMismatch", 403),
    AUTHORIZATION_PROTOCOL_MISMATCH("AuthorizationProtocolMismatch", 403),
    AUTHORIZATION_RESOURCE_TYPE_MISMATCH("AuthorizationResourceTypeMismatch", 403),
    AUTHORIZATION_SERVICE_MISMATCH("AuthorizationServiceMismatch", 403),
    BLOB_ALREADY_EXISTS("BlobAlreadyExists", 409),
    BLOB_NOT_FOUND("BlobNotFound", 404),
    CONDITION_NOT_MET("ConditionNotMet", 412),
    CONTAINER_ALREADY_EXISTS("ContainerAlreadyExists", 409),
    CONTAINER_NOT_FOUND("ContainerNotFound", 404),
    INCOMPLETE_BODY("IncompleteBody", 400),
    INTERNAL_ERROR("InternalError", 500),
    INVALID_AUTHENTICATION_INFO("InvalidAuthenticationInfo", 401),
    INVALID_BLOB_TYPE("InvalidBlobType", 409),
    INVALID_BLOCK_ID("InvalidBlockId", 400),
    INVALID_BLOCK_LIST("InvalidBlockList", 400),
    INVALID_HEADER_VALUE("InvalidHeaderValue", 400),
    INVALID_MD5("InvalidMd5", 400),
    INVALID_METADATA("InvalidMetadata", 400),
    INVALID_QUERY_PARAMETER_VALUE("InvalidQueryParameterValue", 400),
    INVALID_RANGE("InvalidRange", 416),
    INVALID_RESOURCE_NAME("InvalidResourceName", 400),
    INVALID_URI("InvalidUri", 400),
    INVALID_XML_DOCUMENT("InvalidXmlDocument", 400),
    MAX_BLOB_SIZE_CONDITION_NOT_MET("MaxBlobSizeConditionNotMet", 412),
    MD5_MISMATCH("Md5Mismatch", 400),
    MISSING_CONTENT_LENGTH_HEADER("MissingContentLengthHeader", 411),
    MISSING_REQUIRED_HEADER("MissingRequiredHeader", 400),
    MISSING_REQUIRED_QUERY_PARAMETER("MissingRequiredQueryParameter", 400),
    NO_AUTHENTICATION_INFORMATION("NoAuthenticationInformation", 401),
    NOT_MODIFIED("ConditionNotMet", 304),
    REQUEST_BODY_TOO_LARGE("RequestBodyTooLarge", 413),
    UNAUTHORIZED_BLOB_OVERWRITE("UnauthorizedBlobOverwrite", 403),
    UNSUPPORTED_HEADER("UnsupportedHeader", 400),
    UNSUPPORTED_HTTP_VERB("UnsupportedHttpVerb", 405),
    UNSUPPORTED_QUERY_PARAMETER("UnsupportedQueryParameter", 400);

    private final String wire;
    private final int status;

    Code(String wire, int status) {
      this.wire = wire;
      this.status = status;
    }

    /** As in the header x-ms-error-code. */
    public String wire() {
      return wire;
    }

    public int status() {
      return status;
    }
  }

  private final Code code;
  private final String detail;

  public BlobException(Code code, String message) {
    this(code, message, "");
  }

  /**
   * A refusal with more for whoever looks for the cause.
   *
   * @param detail becomes AuthenticationErrorDetail; empty for none
   */
  public BlobException(Code code, String message, String detail) {
    super(message);
    this.code = code;
    this.detail = detail;
  }

  public Code code() {
    return code;
  }

  public String detail() {
    return detail;
  }
}
