/* Numbers of docs/serial-protocol.md. framework/peer/protocol.ts has the same version; a test keeps the two equal. */
#ifndef AMP_PROTOCOL_H
#define AMP_PROTOCOL_H

#define AMP_PROTOCOL_VERSION 1

#define AMP_LINE_IN_MAX 60   /* host to R5, newline included: the receive FIFO holds 64 */
#define AMP_LINE_OUT_MAX 400 /* R5 to host, newline included */
#define AMP_SEQ_MAX 9999
#define AMP_BLOCK_MAX 128 /* bytes of one `bread` */
/* A job's answer is kept until so many further framed commands were taken: far fewer than SEQ needs to come round. */
#define AMP_JOB_ANSWER_KEPT 64

#endif
