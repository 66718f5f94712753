-- What a job's inputs pointed to, as it was when the job was quoted. Null if the request has its text itself.
alter table job add input text;
