/** A phone number, always left to right and in Latin digits. */
export const Line = ({ children }: { readonly children: string }) => (
  <bdi className="line" dir="ltr">
    {children}
  </bdi>
);
